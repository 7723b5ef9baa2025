package jotter.nn.data;

/// What a loader throws when a sample cannot be had; the cause is what the data set threw.
public final class SampleException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long index;

  SampleException(long index, RuntimeException cause) {
    super("sample " + index + ": " + cause.getMessage(), cause);
    this.index = index;
  }

  /// The sample's index in the data set.
  public long index() {
    return index;
  }
}
