package jotter.tensor.cpu.reduce;

import java.lang.foreign.Arena;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link RunningSums} by vectors of 256 or 512 bits. A vector of float32 becomes two of float64,
/// which are one block or two.
final class VectorRunningSums extends RunningSums {
  static final VectorRunningSums INSTANCE = new VectorRunningSums();
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final boolean HALVES = D.length() < BLOCK;
  private static final Gate SPANS = new Gate(VectorRunningSums::trial);

  private static final VectorShuffle<Double> OF_TWO = last(1);
  private static final VectorShuffle<Double> OF_FOUR = last(2);
  private static final VectorShuffle<Double> OF_EIGHT = last(4);
  private static final VectorMask<Double> SECOND = upper(1);
  private static final VectorMask<Double> SECOND_TWO = upper(2);
  private static final VectorMask<Double> SECOND_FOUR = upper(4);
  private static final VectorShuffle<Double> LAST = VectorShuffle.fromOp(D, l -> D.length() - 1);

  /// Both halves of a vector of float32 change places.
  private static final VectorShuffle<Float> OTHER_HALF =
      VectorShuffle.fromOp(F, l -> l ^ F.length() / 2);

  private static final VectorMask<Float> UPPER = VectorMask.fromLong(F, -1L << F.length() / 2);

  private VectorRunningSums() {}

  /// Of each 2·`w` numbers the last one of the first half, everywhere.
  private static VectorShuffle<Double> last(int w) {
    return VectorShuffle.fromOp(D, l -> (l / (2 * w) * 2 * w + w - 1) % D.length());
  }

  /// Of each 2·`w` numbers the second half.
  private static VectorMask<Double> upper(int w) {
    boolean[] set = new boolean[D.length()];
    for (int l = 0; l < set.length; l++) set[l] = l / w % 2 == 1;
    return VectorMask.fromArray(D, set, 0);
  }

  private static FloatVector at(long a) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, a, Memory.ORDER);
  }

  private static void put(FloatVector v, long a) {
    v.intoMemorySegment(Memory.ALL, a, Memory.ORDER);
  }

  /// The running sums within a vector.
  private static DoubleVector within(DoubleVector v) {
    DoubleVector s = v.add(v.rearrange(OF_TWO), SECOND);
    s = s.add(s.rearrange(OF_FOUR), SECOND_TWO);
    return HALVES ? s : s.add(s.rearrange(OF_EIGHT), SECOND_FOUR);
  }

  /// The first half of a vector in float64. The API's own conversion of the second half makes a
  /// shuffle anew each time, which the compiler does not see through in every process.
  private static DoubleVector wide(FloatVector v) {
    return (DoubleVector) v.convert(VectorOperators.F2D, 0);
  }

  private static FloatVector narrow(DoubleVector v) {
    return (FloatVector) v.convert(VectorOperators.D2F, 0);
  }

  /// Two vectors as one of float32.
  private static FloatVector both(DoubleVector v, DoubleVector w) {
    return narrow(v).blend(narrow(w).rearrange(OTHER_HALF), UPPER);
  }

  @Override
  double span(long a, long to, int n, double before) {
    return SPANS.open(n) ? ofBlocks(a, to, n, before) : PLAIN.span(a, to, n, before);
  }

  /// Two vectors of float64 a turn: two blocks, or the halves of one.
  static double ofBlocks(long a, long to, int n, double before) {
    DoubleVector carry = DoubleVector.broadcast(D, before);
    long from = a & Memory.ADDRESSES;
    long out = to & Memory.ADDRESSES;
    for (int i = 0; i < n; i += LANES) {
      FloatVector x = at(from + 4L * i);
      DoubleVector v = within(wide(x));
      DoubleVector w = within(wide(x.rearrange(OTHER_HALF)));
      DoubleVector first = v.add(carry);
      // That the next turn waits for one addition alone, the last sum is not taken from the result.
      if (HALVES) w = w.add(v.rearrange(LAST));
      else carry = v.rearrange(LAST).add(carry);
      DoubleVector second = w.add(carry);
      carry = w.rearrange(LAST).add(carry);
      put(both(first, second), out + 4L * i);
    }
    return Carried.of(carry).lane(0);
  }

  private static boolean trial() {
    int n = 2 * Gate.TURNS * LANES;
    double[] found = new double[1];
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * n, 64).address();
      long to = arena.allocate(4L * n, 64).address();
      return Gate.under(1.0 * n, () -> found[0] = ofBlocks(from, to, n, found[0]));
    }
  }
}
