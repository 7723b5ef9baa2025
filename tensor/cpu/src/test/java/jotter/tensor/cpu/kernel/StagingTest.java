package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;
import org.junit.jupiter.api.Test;

/// Conversions of whole runs against those of one number at a time.
class StagingTest {
  private static final int N = 2083;
  private static final Kind[] KINDS = {Kind.F32, Kind.F64, Kind.I32, Kind.I64};

  private static final double[] SPECIAL = {
    0,
    -0d,
    1,
    -1,
    0.5,
    -1.5,
    2.5,
    255,
    256,
    -129,
    32768,
    65504,
    65520,
    1e-7,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    -2147483649.0,
    0x1p53,
    0x1p62,
    0x1p63,
    -0x1p63,
    1e300,
    -1e300
  };

  /// Whole numbers and halves, and from `from` on what fits nowhere.
  private static double number(int i, int from) {
    if (i >= from && i < from + SPECIAL.length) return SPECIAL[i - from];
    if (i == from + SPECIAL.length) return Double.NaN;
    if (i == from + SPECIAL.length + 1) return Double.NEGATIVE_INFINITY;
    return (i * 37 % 509 - 200) / 2.0;
  }

  @Test
  void runsAreReadAsSingleNumbersAre() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(8L * N + 8, 8);
      for (int i = 0; i < bytes.byteSize(); i++)
        bytes.set(Memory.I8, i, (byte) (i % 7 == 3 ? 0 : i * 73 + i / 11));
      MemorySegment numbers = arena.allocate(8L * N + 8, 8);
      for (DType t : DType.values()) {
        if (t.isComplex()) continue;
        for (int offset : new int[] {0, t.bytes() / 2})
          for (int special : new int[] {N, 5, 1500}) {
            double[] d = new double[N];
            for (int i = 0; i < N; i++) d[i] = number(i, special);
            Staging.store(Kind.F64, t, numbers.address() + offset, t.bytes(), N, d, 0, 1, 0);
            for (MemorySegment from : new MemorySegment[] {bytes, numbers})
              for (Kind kind : KINDS) {
                long a = from.address() + offset;
                Object whole = Staging.array(kind, N + 1);
                Object single = Staging.array(kind, N + 1);
                Staging.load(kind, t, a, t.bytes(), N, whole, 1, 1, 0);
                for (int i = 0; i < N; i++)
                  Staging.load(
                      kind, t, a + (long) i * t.bytes(), t.bytes(), 1, single, i + 1, 1, 0);
                assertThat(whole).as("%s as %s", t, kind).isEqualTo(single);
              }
          }
      }
    }
  }

  @Test
  void runsAreWrittenAsSingleNumbersAre() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment whole = arena.allocate(8L * N + 8, 8);
      MemorySegment single = arena.allocate(8L * N + 8, 8);
      for (DType t : DType.values()) {
        if (t.isComplex()) continue;
        for (Kind kind : KINDS)
          for (int special : new int[] {N, 5, 1500}) {
            Object from = Staging.array(kind, N + 1);
            for (int i = 0; i < N; i++) put(from, i + 1, number(i, special));
            whole.fill((byte) 7);
            single.fill((byte) 7);
            long a = whole.address() + 4;
            long b = single.address() + 4;
            Staging.store(kind, t, a, t.bytes(), N, from, 1, 1, 0);
            for (int i = 0; i < N; i++)
              Staging.store(kind, t, b + (long) i * t.bytes(), t.bytes(), 1, from, i + 1, 1, 0);
            assertThat(whole.mismatch(single)).as("%s from %s", t, kind).isEqualTo(-1);
          }
      }
    }
  }

  private static void put(Object array, int i, double v) {
    switch (array) {
      case float[] a -> a[i] = (float) v;
      case double[] a -> a[i] = v;
      case int[] a -> a[i] = (int) v;
      case long[] a -> a[i] = (long) v;
      default -> throw new AssertionError();
    }
  }

  /// The vectors, which are not warm in the tests above.
  @Test
  void vectorsReadAndWriteTheSame() {
    int lanes = Simd.lanes(Kind.I32);
    assumeTrue(lanes >= 8, "a vector of ints has fewer than 8 lanes, or SIMD is off");
    int n = 5 * lanes;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment m = arena.allocate(2L * n, 8);
      MemorySegment back = arena.allocate(2L * n, 8);
      for (int i = 0; i < 2 * n; i++) m.set(Memory.I8, i, (byte) (i % 7 == 3 ? 0 : i * 73));
      int[] got = new int[n];
      int[] want = new int[n];
      long a = m.address();
      VectorNarrow.bytes(a, n, got, 0);
      for (int i = 0; i < n; i++) want[i] = m.get(Memory.I8, i);
      assertThat(got).isEqualTo(want);
      VectorNarrow.toBytes(got, 0, n, back.address());
      assertThat(back.asSlice(0, n).mismatch(m.asSlice(0, n))).isEqualTo(-1);
      VectorNarrow.unsigned(a, n, got, 0);
      for (int i = 0; i < n; i++) want[i] = m.get(Memory.I8, i) & 0xff;
      assertThat(got).isEqualTo(want);
      VectorNarrow.truths(a, n, got, 0);
      for (int i = 0; i < n; i++) want[i] = m.get(Memory.I8, i) == 0 ? 0 : 1;
      assertThat(got).isEqualTo(want);
      VectorNarrow.shorts(a, n, got, 0);
      for (int i = 0; i < n; i++) want[i] = m.get(Memory.I16, 2L * i);
      assertThat(got).isEqualTo(want);
      VectorNarrow.toShorts(got, 0, n, back.address());
      assertThat(back.mismatch(m)).isEqualTo(-1);
    }
  }
}
