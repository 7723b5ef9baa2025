package jotter.nn.layers;

/// Options of batch and instance normalization.
///
/// @param eps what is added to the variance
/// @param momentum the weight of a new batch in the running statistics; NaN for the plain average
///   of all batches
/// @param affine whether there is a weight
/// @param bias whether there is a bias beside the weight
/// @param track whether running statistics are kept, and used in evaluation
public record NormOptions(
    double eps, double momentum, boolean affine, boolean bias, boolean track) {
  /// What batch normalization uses unless told otherwise.
  public static final NormOptions BATCH = new NormOptions(1e-5, 0.1, true, true, true);

  /// What instance normalization uses unless told otherwise.
  public static final NormOptions INSTANCE = new NormOptions(1e-5, 0.1, false, true, false);

  public NormOptions eps(double v) {
    return new NormOptions(v, momentum, affine, bias, track);
  }

  public NormOptions momentum(double v) {
    return new NormOptions(eps, v, affine, bias, track);
  }

  public NormOptions affine(boolean v) {
    return new NormOptions(eps, momentum, v, bias, track);
  }

  public NormOptions bias(boolean v) {
    return new NormOptions(eps, momentum, affine, v, track);
  }

  public NormOptions track(boolean v) {
    return new NormOptions(eps, momentum, affine, bias, v);
  }
}
