package jotter.tensor;

import jotter.tensor.diagnostics.AboutShapes;

/// What a tensor operation throws when it is used wrongly. The message names the operation, the
/// operands with their shapes, the rule that was broken and what usually mends it.
public sealed class TensorException extends IllegalArgumentException
    permits TensorException.OfShape,
        TensorException.OfDType,
        TensorException.OfIndex,
        TensorException.OfGrad,
        TensorException.OfValue {
  private static final long serialVersionUID = 1;

  TensorException(String message) {
    super(message);
  }

  /// The shapes do not fit.
  public static final class OfShape extends TensorException implements AboutShapes {
    private static final long serialVersionUID = 1;

    public OfShape(String message) {
      super(message);
    }
  }

  /// The element types do not fit.
  public static final class OfDType extends TensorException {
    private static final long serialVersionUID = 1;

    public OfDType(String message) {
      super(message);
    }
  }

  /// An index or a dimension is out of range.
  public static final class OfIndex extends TensorException {
    private static final long serialVersionUID = 1;

    public OfIndex(String message) {
      super(message);
    }
  }

  /// Gradients cannot be computed so.
  public static final class OfGrad extends TensorException {
    private static final long serialVersionUID = 1;

    public OfGrad(String message) {
      super(message);
    }
  }

  /// An argument has a value that is not allowed.
  public static final class OfValue extends TensorException {
    private static final long serialVersionUID = 1;

    public OfValue(String message) {
      super(message);
    }
  }
}
