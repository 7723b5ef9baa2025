package jotter.tensor.formula.code;

/// Integer operations with Python's and PyTorch's rules, called by kernels.
public final class Ints {
  private Ints() {}

  private static void check(boolean zero) {
    if (zero)
      throw new ArithmeticException(
          "ZeroDivisionError: integer division or remainder by zero; divide as floats, or replace"
              + " the zeros first with where(b.eq(0), 1, b)");
  }

  public static int floorDiv(int a, int b) {
    check(b == 0);
    return Math.floorDiv(a, b);
  }

  public static long floorDiv(long a, long b) {
    check(b == 0);
    return Math.floorDiv(a, b);
  }

  public static int truncDiv(int a, int b) {
    check(b == 0);
    return a / b;
  }

  public static long truncDiv(long a, long b) {
    check(b == 0);
    return a / b;
  }

  public static int remainder(int a, int b) {
    check(b == 0);
    return Math.floorMod(a, b);
  }

  public static long remainder(long a, long b) {
    check(b == 0);
    return Math.floorMod(a, b);
  }

  public static int fmod(int a, int b) {
    check(b == 0);
    return a % b;
  }

  public static long fmod(long a, long b) {
    check(b == 0);
    return a % b;
  }

  public static int pow(int a, int b) {
    return (int) pow((long) a, (long) b);
  }

  /// By squaring, wrapping; a negative power is 0 but for the bases 1 and -1.
  public static long pow(long a, long b) {
    if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
    long r = 1;
    while (b != 0) {
      if ((b & 1) != 0) r *= a;
      a *= a;
      b >>= 1;
    }
    return r;
  }

  /// 0 where the distance is negative or not below the width.
  public static int shiftLeft(int a, int b) {
    return b < 0 || b > 31 ? 0 : a << b;
  }

  public static long shiftLeft(long a, long b) {
    return b < 0 || b > 63 ? 0 : a << b;
  }

  /// The sign where the distance is negative or not below the width.
  public static int shiftRight(int a, int b) {
    return a >> (b < 0 || b > 31 ? 31 : b);
  }

  public static long shiftRight(long a, long b) {
    return a >> (b < 0 || b > 63 ? 63 : b);
  }
}
