package jotter.tensor.cpu.conv.lanes;

import java.util.stream.Stream;
import jotter.tensor.cpu.machine.Warm;

/// The transformations of {@link Winograd} for results of `tile` x `tile` at a time. A line of d
/// numbers seen, with a kernel g of three or two, gives the results Aᵀ(G g · Bᵀ d): polynomials are
/// multiplied by their values at as many points as a line has numbers, one of them infinity.
///
/// @param taps numbers along a side of a kernel
/// @param seen Bᵀ d B of an element's neighbourhood
/// @param kernel G g Gᵀ of a kernel
/// @param result Aᵀ m A of products, plus one run
/// @param came A y Aᵀ of what came back
/// @param summed Gᵀ u G of sums of products
record Rule(
    int tile, int taps, Change seen, Change kernel, Change result, Change came, Change summed) {
  /// F(2x2, 3x3), with the points 0, 1 and -1: 16 multiplications instead of 36. Sums and halves
  /// only, so that rounding stays that of the sums themselves.
  static final Rule TWO =
      new Rule(
          2,
          3,
          new Change(4, 4, false, Rule::seenTwo),
          new Change(3, 4, false, Rule::kernelTwo),
          new Change(4, 2, true, Rule::resultTwo),
          new Change(2, 4, false, Rule::cameTwo),
          new Change(4, 3, false, Rule::summedTwo));

  /// F(3x3, 2x2), with the same points: 16 multiplications instead of 36.
  static final Rule THREE =
      new Rule(
          3,
          2,
          new Change(4, 4, false, Rule::seenTwo),
          new Change(2, 4, false, Rule::kernelThree),
          new Change(4, 3, true, Rule::resultThree),
          new Change(3, 4, false, Rule::cameThree),
          new Change(4, 2, false, Rule::summedThree));

  /// The points of F(4x4, 3x3) beside 0 and infinity: ±A and ±B. Among pairs these give the
  /// smallest errors, twice those of plain sums; with the usual 1 and 2 errors are four times as
  /// large.
  private static final double A = Math.sqrt(0.5);

  private static final double B = Math.sqrt(2);
  private static final double AA = A * A;
  private static final double BB = B * B;

  /// What G divides the values at ±A and ±B by.
  private static final double NA = 2 * AA * (AA - BB);

  private static final double NB = 2 * BB * (BB - AA);

  /// F(4x4, 3x3): 36 multiplications instead of 144.
  static final Rule FOUR =
      new Rule(
          4,
          3,
          new Change(6, 6, false, Rule::seenFour),
          new Change(3, 6, false, Rule::kernelFour),
          new Change(6, 4, true, Rule::resultFour),
          new Change(4, 6, false, Rule::cameFour),
          new Change(6, 3, false, Rule::summedFour));

  /// Elements along a side of what a tile sees.
  int side() {
    return tile + taps - 1;
  }

  /// Products for each tile and pair of channels.
  int points() {
    return side() * side();
  }

  /// The loops, for tests.
  Stream<Warm<Weave>> loops() {
    return Stream.of(seen, kernel, result, came, summed).flatMap(Change::loops);
  }

  private static int[] seenTwo(Weave.Registers r, int... x) {
    return new int[] {r.sub(x[0], x[2]), r.add(x[1], x[2]), r.sub(x[2], x[1]), r.sub(x[3], x[1])};
  }

  private static int[] kernelTwo(Weave.Registers r, int... x) {
    int ends = r.times(0.5, r.add(x[0], x[2]));
    int middle = r.times(0.5, x[1]);
    return new int[] {x[0], r.add(ends, middle), r.sub(ends, middle), x[2]};
  }

  private static int[] resultTwo(Weave.Registers r, int... x) {
    int[] y = {r.add(x[0], r.add(x[1], x[2])), r.add(r.sub(x[1], x[2]), x[3])};
    return y;
  }

  private static int[] cameTwo(Weave.Registers r, int... x) {
    return new int[] {x[0], r.add(x[0], x[1]), r.sub(x[0], x[1]), x[1]};
  }

  private static int[] summedTwo(Weave.Registers r, int... x) {
    int both = r.times(0.5, r.add(x[1], x[2]));
    int[] y = {r.add(x[0], both), r.times(0.5, r.sub(x[1], x[2])), r.add(both, x[3])};
    return y;
  }

  private static int[] kernelThree(Weave.Registers r, int... x) {
    int first = r.times(0.5, x[0]);
    int last = r.times(0.5, x[1]);
    return new int[] {x[0], r.add(first, last), r.sub(first, last), x[1]};
  }

  private static int[] resultThree(Weave.Registers r, int... x) {
    int both = r.add(x[1], x[2]);
    return new int[] {r.add(x[0], both), r.sub(x[1], x[2]), r.add(both, x[3])};
  }

  private static int[] cameThree(Weave.Registers r, int... x) {
    int ends = r.add(x[0], x[2]);
    return new int[] {x[0], r.add(ends, x[1]), r.sub(ends, x[1]), x[2]};
  }

  private static int[] summedThree(Weave.Registers r, int... x) {
    int both = r.times(0.5, r.add(x[1], x[2]));
    return new int[] {r.add(x[0], both), r.add(r.times(0.5, r.sub(x[1], x[2])), x[3])};
  }

  private static int[] seenFour(Weave.Registers r, int... x) {
    int evenA = r.fma(-BB, x[2], x[4]);
    int oddA = r.fma(-BB, x[1], x[3]);
    int evenB = r.fma(-AA, x[2], x[4]);
    int oddB = r.fma(-AA, x[1], x[3]);
    return new int[] {
      r.add(r.fma(-AA - BB, x[2], x[4]), x[0]),
      r.fma(A, oddA, evenA),
      r.fma(-A, oddA, evenA),
      r.fma(B, oddB, evenB),
      r.fma(-B, oddB, evenB),
      r.add(r.fma(-AA - BB, x[3], x[5]), x[1])
    };
  }

  private static int[] kernelFour(Weave.Registers r, int... x) {
    int evenA = r.fma(AA / NA, x[2], r.times(1 / NA, x[0]));
    int evenB = r.fma(BB / NB, x[2], r.times(1 / NB, x[0]));
    return new int[] {
      x[0],
      r.fma(A / NA, x[1], evenA),
      r.fma(-A / NA, x[1], evenA),
      r.fma(B / NB, x[1], evenB),
      r.fma(-B / NB, x[1], evenB),
      x[2]
    };
  }

  private static int[] resultFour(Weave.Registers r, int... x) {
    int evenA = r.add(x[1], x[2]);
    int oddA = r.sub(x[1], x[2]);
    int evenB = r.add(x[3], x[4]);
    int oddB = r.sub(x[3], x[4]);
    return new int[] {
      r.add(x[0], r.add(evenA, evenB)),
      r.fma(B, oddB, r.times(A, oddA)),
      r.fma(BB, evenB, r.times(AA, evenA)),
      r.fma(B * BB, oddB, r.fma(A * AA, oddA, x[5]))
    };
  }

  private static int[] cameFour(Weave.Registers r, int... x) {
    int evenA = r.fma(AA, x[2], x[0]);
    int oddA = r.fma(A * AA, x[3], r.times(A, x[1]));
    int evenB = r.fma(BB, x[2], x[0]);
    int oddB = r.fma(B * BB, x[3], r.times(B, x[1]));
    return new int[] {
      x[0], r.add(evenA, oddA), r.sub(evenA, oddA), r.add(evenB, oddB), r.sub(evenB, oddB), x[3]
    };
  }

  private static int[] summedFour(Weave.Registers r, int... x) {
    int evenA = r.add(x[1], x[2]);
    int oddA = r.sub(x[1], x[2]);
    int evenB = r.add(x[3], x[4]);
    int oddB = r.sub(x[3], x[4]);
    return new int[] {
      r.fma(1 / NB, evenB, r.fma(1 / NA, evenA, x[0])),
      r.fma(B / NB, oddB, r.times(A / NA, oddA)),
      r.fma(BB / NB, evenB, r.fma(AA / NA, evenA, x[5]))
    };
  }
}
