package jotter.tensor;

import java.util.Locale;

/// The type of a tensor's elements.
///
/// The order of the constants is PyTorch's order of promotion within a category: bool, then
/// integers, then floating point, then complex (see {@link Promotion}).
public enum DType {
  /// One byte, 0 or 1.
  BOOL(1, Category.BOOL),
  /// Unsigned 8-bit integer.
  UINT8(1, Category.INTEGER),
  /// Signed 8-bit integer.
  INT8(1, Category.INTEGER),
  /// Signed 16-bit integer.
  INT16(2, Category.INTEGER),
  /// Signed 32-bit integer.
  INT32(4, Category.INTEGER),
  /// Signed 64-bit integer.
  INT64(8, Category.INTEGER),
  /// IEEE 754 binary16.
  FLOAT16(2, Category.FLOATING),
  /// The upper half of a binary32 (8 exponent bits, 7 fraction bits).
  BFLOAT16(2, Category.FLOATING),
  /// IEEE 754 binary32, the default.
  FLOAT32(4, Category.FLOATING),
  /// IEEE 754 binary64.
  FLOAT64(8, Category.FLOATING),
  /// Two binary16: real, imaginary. For conversion only, as in PyTorch on a processor.
  COMPLEX32(4, Category.COMPLEX),
  /// Two binary32: real, imaginary.
  COMPLEX64(8, Category.COMPLEX),
  /// Two binary64: real, imaginary.
  COMPLEX128(16, Category.COMPLEX);

  /// The kinds of numbers, in order of promotion.
  public enum Category {
    BOOL,
    INTEGER,
    FLOATING,
    COMPLEX
  }

  private static final DType[] ALL = values();

  private final int bytes;
  private final Category category;
  private final String text;

  DType(int bytes, Category category) {
    this.bytes = bytes;
    this.category = category;
    this.text = name().toLowerCase(Locale.ROOT);
  }

  /// Bytes of one element.
  public int bytes() {
    return bytes;
  }

  public Category category() {
    return category;
  }

  public boolean isFloatingPoint() {
    return category == Category.FLOATING;
  }

  public boolean isComplex() {
    return category == Category.COMPLEX;
  }

  /// Whether this is an integer type; bool is none.
  public boolean isInteger() {
    return category == Category.INTEGER;
  }

  /// Whether tensors of this type can require gradients: floating point and complex ones.
  public boolean isDifferentiable() {
    return category.ordinal() >= Category.FLOATING.ordinal();
  }

  /// The type of the real part: float32 for complex64, float64 for complex128, itself otherwise.
  public DType toReal() {
    return switch (this) {
      case COMPLEX32 -> FLOAT16;
      case COMPLEX64 -> FLOAT32;
      case COMPLEX128 -> FLOAT64;
      default -> this;
    };
  }

  /// The complex type with parts of this type: complex128 for float64, complex64 for the smaller
  /// ones.
  public DType toComplex() {
    return switch (this) {
      case COMPLEX32, COMPLEX64, COMPLEX128 -> this;
      case FLOAT64 -> COMPLEX128;
      case FLOAT16 -> COMPLEX32;
      default -> COMPLEX64;
    };
  }

  /// The type in which elements of this type are computed: 16-bit floats in float32, integers
  /// narrower than 32 bits and bool in int32.
  public DType computeType() {
    return switch (this) {
      case BOOL, UINT8, INT8, INT16, INT32 -> INT32;
      case INT64 -> INT64;
      case FLOAT16, BFLOAT16, FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case COMPLEX32, COMPLEX64 -> COMPLEX64;
      case COMPLEX128 -> COMPLEX128;
    };
  }

  /// The type with PyTorch's name, such as `float32` or `int64`.
  public static DType of(String name) {
    for (DType t : ALL) if (t.text.equals(name)) return t;
    throw new IllegalArgumentException(
        "dtype: there is no type named '"
            + name
            + "'; the types are "
            + java.util.Arrays.toString(ALL));
  }

  /// PyTorch's name: `float32`.
  @Override
  public String toString() {
    return text;
  }
}
