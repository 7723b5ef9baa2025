package jotter.tensor.cpu.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.BiConsumer;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.formula.code.Code.Kind;
import org.junit.jupiter.api.Test;

/// Plain loops and vectors: the same bits for all lengths, so that results do not depend on when
/// the just-in-time compiler is done.
class RowsTest {
  private static final int[] LENGTHS = {0, 1, 3, 8, 15, 16, 17, 31, 33, 47, 64, 65, 128, 130, 203};
  private static final int PITCH = 256;

  /// Runs `body` on numbers of its own, once for the loops and once for the vectors.
  private static void same(BiConsumer<Rows, long[]> body) {
    Vectors.needed();
    for (Kind kind : new Kind[] {Kind.F32, Kind.F64})
      assertThat(run(Rows.forced(kind, true), body)).isEqualTo(run(Rows.forced(kind, false), body));
  }

  private static byte[] run(Rows r, BiConsumer<Rows, long[]> body) {
    try (Arena arena = Arena.ofConfined()) {
      long[] at = new long[3];
      int[] rows = {1, 40, PITCH};
      MemorySegment all = arena.allocate(300L * PITCH * r.size, 64);
      Random random = new Random(7);
      long a = all.address();
      for (int i = 0; i < 300 * PITCH; i++) r.set(a + (long) i * r.size, random.nextGaussian());
      for (int k = 0; k < 3; k++) {
        at[k] = a;
        a += (long) rows[k] * PITCH * r.size;
      }
      body.accept(r, at);
      return all.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void combinations() {
    for (int n : LENGTHS)
      same(
          (r, a) -> {
            long pitch = (long) PITCH * r.size;
            r.combine(-1, a[0], n, a[2] + 8, pitch, a[1], pitch, 13);
            r.combine(1, a[0], n, a[2] + 8, r.size, a[1], pitch, 1);
          });
  }

  @Test
  void combinationsOfSeveralRows() {
    for (int n : LENGTHS)
      for (int m : new int[] {0, 1, 2, 5})
        for (int count : new int[] {0, 1, 7, 8, 21})
          same(
              (r, a) -> {
                long pitch = (long) PITCH * r.size;
                long y = a[2] + 40 * pitch;
                r.product(-1, y, pitch, m, n, a[2] + 8, 3 * pitch, r.size, a[1], pitch, count);
                r.product(1, y, pitch, m, n, a[2] + 8, r.size, pitch, a[1], pitch, count);
              });
  }

  @Test
  void severalRowsAreLikeOneByOne() {
    for (Kind kind : new Kind[] {Kind.F32, Kind.F64})
      for (int count : new int[] {1, 8, 21}) {
        Rows r = Rows.forced(kind, true);
        long pitch = (long) PITCH * r.size;
        byte[] whole =
            run(r, (s, a) -> s.product(-1, a[1], pitch, 3, 37, a[0], 8, 16, a[2], pitch, count));
        byte[] single =
            run(
                r,
                (s, a) -> {
                  for (int i = 0; i < 3; i++)
                    s.combine(-1, a[1] + i * pitch, 37, a[0] + i * 8, 16, a[2], pitch, count);
                });
        assertThat(whole).isEqualTo(single);
      }
  }

  @Test
  void substitutions() {
    for (int n : LENGTHS)
      for (boolean unit : new boolean[] {false, true})
        same(
            (r, a) -> {
              long pitch = (long) PITCH * r.size;
              r.substitute(a[1], pitch, n, a[2], pitch, r.size, unit);
              r.substitute(a[1] + 20 * pitch, -pitch, n, a[2] + 30 * pitch, r.size, -pitch, unit);
            });
  }

  @Test
  void exchangesAndNegatives() {
    for (int n : LENGTHS)
      same(
          (r, a) -> {
            long pitch = (long) PITCH * r.size;
            r.swap(a[1] + 8, a[1] + 3 * pitch, n);
            r.negate(a[1] + 5 * pitch, a[1] + 7 * pitch + 8, n);
            r.negate(a[1], a[1], n);
          });
    for (boolean vectors : new boolean[] {true, false}) {
      byte[] before = run(Rows.forced(Kind.F32, vectors), (r, a) -> {});
      byte[] twice =
          run(
              Rows.forced(Kind.F32, vectors),
              (r, a) -> {
                for (int i = 0; i < 2; i++) {
                  r.swap(a[1], a[2], 37);
                  r.negate(a[0], a[0], 37);
                }
              });
      assertThat(twice).isEqualTo(before);
    }
  }

  @Test
  void theLargest() {
    for (Kind kind : new Kind[] {Kind.F32, Kind.F64})
      for (boolean vectors : new boolean[] {true, false}) {
        Rows r = Rows.forced(kind, vectors);
        try (Arena arena = Arena.ofConfined()) {
          long x = arena.allocate(300L * r.size, 64).address() + r.size;
          double inf = Double.POSITIVE_INFINITY;
          for (int n : LENGTHS) {
            if (n == 0) continue;
            for (int at : new int[] {0, n / 3, n - 1})
              for (double most : new double[] {2, -2, inf, -inf, 1e-45}) {
                for (int i = 0; i < n; i++) r.set(x + (long) i * r.size, i % 2 == 0 ? 0.0 : -0.0);
                // What is behind the end does not count, nor does a second one.
                r.set(x + (long) n * r.size, inf);
                r.set(x + (n - 1L) * r.size, -most);
                r.set(x + (long) at * r.size, most);
                double found = r.get(x + (long) at * r.size);
                assertThat(r.largest(x, n)).isEqualTo(found == 0 ? 0 : at);
                if (at == 0) continue;
                r.set(x, Double.NaN);
                assertThat(r.largest(x, n)).isZero();
                r.set(x, 0);
                r.set(x + r.size, at == 1 ? most : Double.NaN);
                assertThat(r.largest(x, n)).isEqualTo(found == 0 ? 0 : at);
              }
            for (int i = 0; i < n; i++) r.set(x + (long) i * r.size, i % 2 == 0 ? 0.0 : -0.0);
            assertThat(r.largest(x, n)).isZero();
          }
        }
      }
  }

  @Test
  void scalarProducts() {
    for (int n : LENGTHS)
      same(
          (r, a) -> {
            long pitch = (long) PITCH * r.size;
            r.dots(a[0], r.size, a[2], n, a[1], pitch, 11);
          });
  }

  @Test
  void products() {
    for (int n : LENGTHS)
      same(
          (r, a) -> {
            long pitch = (long) PITCH * r.size;
            r.spread(-1, a[1], pitch, 11, a[2], pitch, a[0], n);
            r.divide(a[1] + pitch, n, 3.7);
          });
  }

  @Test
  void rotations() {
    for (int n : LENGTHS)
      same(
          (r, a) -> {
            long pitch = (long) PITCH * r.size;
            r.rotate(a[1] + 3 * pitch, pitch, 9, a[0], n);
            r.rotate(a[1] + 30 * pitch, -pitch, 9, a[0], n);
          });
  }

  @Test
  void lanes() {
    for (int n : new int[] {0, 1, 2, 7})
      same(
          (r, a) -> {
            long wide = (long) r.lanes * r.size;
            r.subtractLanes(a[1], 9 * wide, a[2], 3 * wide, n, a[0], n + 1);
            r.divideLanes(a[1], 5 * wide, n, a[2] + wide);
          });
  }

  @Test
  void transposes() {
    for (int m : LENGTHS)
      for (int n : new int[] {1, 7, 8, 9, 16, 37})
        same(
            (r, a) -> {
              long pitch = (long) PITCH * r.size;
              r.transpose(a[1], pitch, n, m, a[2], pitch);
            });
    Rows r = Rows.forced(Kind.F64, false);
    double[] got = new double[6];
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(6 * 8, 64).address();
      long to = arena.allocate(6 * 8, 64).address();
      for (int i = 0; i < 6; i++) r.set(from + 8 * i, i);
      r.transpose(from, 24, 2, 3, to, 16);
      for (int i = 0; i < 6; i++) got[i] = r.get(to + 8 * i);
    }
    assertThat(got).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void normsDoNotOverflow() {
    for (Kind kind : new Kind[] {Kind.F32, Kind.F64}) {
      Rows r = Rows.forced(kind, false);
      double big = kind == Kind.F32 ? 1e38 : 1e300;
      double small = kind == Kind.F32 ? 1e-40 : 1e-310;
      try (Arena arena = Arena.ofConfined()) {
        long x = arena.allocate(64, 64).address();
        for (double f : new double[] {1, big, small}) {
          r.set(x, 3 * f / 5);
          r.set(x + r.size, -4 * f / 5);
          assertThat(r.norm(x, 2))
              .isCloseTo(f, org.assertj.core.data.Percentage.withPercentage(1e-2));
        }
        r.set(x, Double.NaN);
        assertThat(r.norm(x, 2)).isNaN();
      }
    }
  }
}
