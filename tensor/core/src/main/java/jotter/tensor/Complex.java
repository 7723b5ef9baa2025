package jotter.tensor;

/// A complex number, for scalars given to operations and for `item()`.
public final class Complex extends Number {
  private static final long serialVersionUID = 1;

  private final double re;
  private final double im;

  private Complex(double re, double im) {
    this.re = re;
    this.im = im;
  }

  /// The number `re + i·im`.
  public static Complex of(double re, double im) {
    return new Complex(re, im);
  }

  public double re() {
    return re;
  }

  public double im() {
    return im;
  }

  /// The real part; a complex number does not pretend to be a real one, so it must be one.
  @Override
  public double doubleValue() {
    if (im != 0)
      throw new ArithmeticException(
          this + " is not a real number; use re(), im() or a complex tensor");
    return re;
  }

  @Override
  public float floatValue() {
    return (float) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Complex c
        && Double.compare(re, c.re) == 0
        && Double.compare(im, c.im) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * Double.hashCode(re) + Double.hashCode(im);
  }

  @Override
  public String toString() {
    return re + (im < 0 || 1 / im < 0 ? "-" : "+") + Math.abs(im) + "j";
  }
}
