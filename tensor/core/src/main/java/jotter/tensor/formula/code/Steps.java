package jotter.tensor.formula.code;

import static jotter.tensor.formula.code.Code.Op.*;

import jotter.tensor.formula.code.Code.Kind;

/// Writes steps over floats of one width: what the functions of this package are made of.
abstract class Steps {
  final Code code;
  final Kind kind;
  final boolean single;

  Steps(Code code, Kind kind) {
    this.code = code;
    this.kind = kind;
    this.single = kind == Kind.F32;
  }

  final int k(double v) {
    return code.constant(kind, v);
  }

  final int op(Code.Op op, int a) {
    return code.step(op, kind, a, -1, -1);
  }

  final int op(Code.Op op, int a, int b) {
    return code.step(op, kind, a, b, -1);
  }

  final int fma(int a, int b, int c) {
    return code.step(FMA, kind, a, b, c);
  }

  final int select(int truth, int yes, int no) {
    return code.step(SELECT, kind, truth, yes, no);
  }

  final int lt(int a, int b) {
    return code.step(LT, Kind.TRUTH, a, b, -1);
  }

  final int eq(int a, int b) {
    return code.step(EQ, Kind.TRUTH, a, b, -1);
  }

  final int ne(int a, int b) {
    return code.step(NE, Kind.TRUTH, a, b, -1);
  }

  final int and(int truth, int other) {
    return code.step(AND, Kind.TRUTH, truth, other, -1);
  }

  final int not(int truth) {
    return code.step(NOT, Kind.TRUTH, truth, -1, -1);
  }

  final int bits(Code.Op op, int a, long b) {
    Kind i = kind.bits();
    return code.step(op, i, a, code.integer(i, b), -1);
  }

  final int toBits(int x) {
    return code.step(TO_BITS, kind.bits(), x, -1, -1);
  }

  final int fromBits(int x) {
    return code.step(FROM_BITS, kind, x, -1, -1);
  }

  /// c[0] + c[1]·x + c[2]·x² ... by Horner's rule.
  final int poly(int x, double... c) {
    int r = k(c[c.length - 1]);
    for (int i = c.length - 2; i >= 0; i--) r = fma(r, x, k(c[i]));
    return r;
  }

  private long signBit() {
    return single ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  final int copySign(int magnitude, int sign) {
    int m = bits(AND, toBits(magnitude), ~signBit());
    return withSign(fromBits(m), sign);
  }

  /// `magnitude`, which has no sign, with that of `sign`.
  final int withSign(int magnitude, int sign) {
    int s = bits(AND, toBits(sign), signBit());
    return fromBits(code.step(OR, kind.bits(), toBits(magnitude), s, -1));
  }

  /// `x`, negated where the sign of `sign` is set.
  final int flip(int x, int sign) {
    int s = bits(AND, toBits(sign), signBit());
    return fromBits(code.step(XOR, kind.bits(), toBits(x), s, -1));
  }

  // 1.5·2^23 and 1.5·2^52: adding it leaves the nearest integer in the low bits.
  final double magic() {
    return single ? 0x1.8p23 : 0x1.8p52;
  }

  final int fraction() {
    return single ? 23 : 52;
  }
}
