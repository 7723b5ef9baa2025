package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;

/// {@link Nine} by vectors, a block of columns after the other. What a loop writes another one
/// reads only after a whole plane: a load that meets several stores under way waits for them.
final class VectorNine extends Nine {
  static final VectorNine INSTANCE = new VectorNine();
  static final Gate GATE = new Gate(VectorNine::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, i -> 2 * i & LANES - 1);
  private static final VectorShuffle<Float> ODD =
      VectorShuffle.fromOp(F, i -> (2 * i & LANES - 1) + 1);
  private static final VectorMask<Float> UPPER =
      VectorMask.fromLong(F, -1L << LANES / 2 & -1L >>> 64 - LANES);

  private VectorNine() {}

  private static FloatVector at(float[] b, int i) {
    return FloatVector.fromArray(F, b, i);
  }

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER);
  }

  private static void put(FloatVector v, long to) {
    v.intoMemorySegment(Memory.ALL, to, Memory.ORDER);
  }

  private static FloatVector at(long address, VectorMask<Float> m) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER, m);
  }

  /// The numbers of even places of two neighbouring vectors.
  private static FloatVector two(FloatVector a, FloatVector b) {
    return a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER);
  }

  /// Those of odd places.
  private static FloatVector rest(FloatVector a, FloatVector b) {
    return a.rearrange(ODD).blend(b.rearrange(ODD), UPPER);
  }

  private static FloatVector lanes(float[] w, int k) {
    return FloatVector.broadcast(F, w[k]);
  }

  @Override
  void lay(Frame f, long in, float[] to) {
    int first = f.top * f.step;
    if (f.inOrder() && f.height > 0) {
      rows(in, f.width, f.height, to, first + f.pad, f.step);
      return;
    }
    long from = in - 4L * f.pad;
    for (int b = 0; b < f.seen.length; b += f.stride, from += 4L * LANES * f.stride)
      if (f.stride == 1) ofBlock(f, b, from, to, first + b * LANES);
      else ofHalves(f, b, from, to, first + b / 2 * LANES);
  }

  @Override
  void rows(long from, int width, int rows, float[] to, int at, int step) {
    int last = rows - 1;
    if (last > 0) ofRows(from, width, last, to, at, step);
    int end = at + last * step;
    MemorySegment.copy(Memory.ALL, Memory.F32, from + 4L * last * width, to, end, width);
    Arrays.fill(to, end + width, end + width + LANES, 0);
  }

  @Override
  void dots(Frame f, float[] b, float[] up, float[] sums) {
    ofDots(f, b, up, sums);
  }

  private static void ofDots(Frame f, float[] b, float[] up, float[] sums) {
    int blocks = f.there.length;
    int turns = f.rows * blocks;
    int second = f.second;
    int third = f.third;
    int down = f.down;
    int low = 2 * down;
    int over = f.strideY * f.step - blocks * LANES;
    FloatVector s0 = at(sums, 0);
    FloatVector s1 = at(sums, LANES);
    FloatVector s2 = at(sums, 2 * LANES);
    FloatVector s3 = at(sums, 3 * LANES);
    FloatVector s4 = at(sums, 4 * LANES);
    FloatVector s5 = at(sums, 5 * LANES);
    FloatVector s6 = at(sums, 6 * LANES);
    FloatVector s7 = at(sums, 7 * LANES);
    FloatVector s8 = at(sums, 8 * LANES);
    for (int t = 0, i = 0, k = 0; t < turns; t++) {
      FloatVector g = at(up, t * LANES);
      s0 = at(b, i).fma(g, s0);
      s1 = at(b, i + second).fma(g, s1);
      s2 = at(b, i + third).fma(g, s2);
      s3 = at(b, i + down).fma(g, s3);
      s4 = at(b, i + down + second).fma(g, s4);
      s5 = at(b, i + down + third).fma(g, s5);
      s6 = at(b, i + low).fma(g, s6);
      s7 = at(b, i + low + second).fma(g, s7);
      s8 = at(b, i + low + third).fma(g, s8);
      i += LANES;
      if (++k == blocks) {
        k = 0;
        i += over;
      }
    }
    Carried.of(s0).intoArray(sums, 0);
    Carried.of(s1).intoArray(sums, LANES);
    Carried.of(s2).intoArray(sums, 2 * LANES);
    Carried.of(s3).intoArray(sums, 3 * LANES);
    Carried.of(s4).intoArray(sums, 4 * LANES);
    Carried.of(s5).intoArray(sums, 5 * LANES);
    Carried.of(s6).intoArray(sums, 6 * LANES);
    Carried.of(s7).intoArray(sums, 7 * LANES);
    Carried.of(s8).intoArray(sums, 8 * LANES);
  }

  @Override
  void sums(Frame f, float[] b, float[] w, int at, float start, long out) {
    int done = 0;
    if (f.pairs() && f.rows > 2) {
      done = (f.rows - 1) / 2 * 2;
      ofPairs(f, done / 2, b, w, at, start, out);
    }
    int from = done * f.strideY * f.step;
    long to = out + done * f.outPitch;
    for (int k = 0; k < f.there.length; k++)
      ofTaps(f, k, f.rows - done, b, from + k * LANES, w, at, start, to + 4L * LANES * k);
  }

  /// Lays out `rows` rows without gaps between them, one after the other, as memory is read ahead.
  /// The last vector of each reads on into the next row; the zeros behind come after it.
  private static void ofRows(long from, int width, int rows, float[] to, int at, int step) {
    FloatVector zero = FloatVector.zero(F);
    int blocks = (width + LANES - 1) / LANES;
    int turns = rows * blocks;
    long over = 4L * (blocks * LANES - width);
    for (int t = 0, k = 0, p = at; t < turns; t++) {
      at(from).intoArray(to, p);
      from += 4 * LANES;
      p += LANES;
      if (++k == blocks) {
        k = 0;
        from -= over;
        zero.intoArray(to, at + width);
        at += step;
        p = at;
      }
    }
  }

  /// Two rows of results at a time, which see two rows together. From the last block to the first:
  /// what the last one writes too much is the beginning of the next row, which comes later.
  private static void ofPairs(
      Frame f, int pairs, float[] b, float[] w, int k, float start, long out) {
    FloatVector w0 = lanes(w, k);
    FloatVector w1 = lanes(w, k + 1);
    FloatVector w2 = lanes(w, k + 2);
    FloatVector w3 = lanes(w, k + 3);
    FloatVector w4 = lanes(w, k + 4);
    FloatVector w5 = lanes(w, k + 5);
    FloatVector w6 = lanes(w, k + 6);
    FloatVector w7 = lanes(w, k + 7);
    FloatVector w8 = lanes(w, k + 8);
    FloatVector begin = FloatVector.broadcast(F, start);
    int step = f.step;
    int second = f.second;
    int third = f.third;
    long pitch = f.outPitch;
    int last = (f.there.length - 1) * LANES;
    int turns = pairs * f.there.length;
    int i = last;
    long to = out + 4L * last;
    for (int t = 0, c = last, y = 0; t < turns; t++) {
      FloatVector s = at(b, i).fma(w0, begin);
      s = at(b, i + second).fma(w1, s);
      s = at(b, i + third).fma(w2, s);
      int j = i + step;
      FloatVector u = at(b, j);
      FloatVector v = at(b, j + second);
      FloatVector x = at(b, j + third);
      s = x.fma(w5, v.fma(w4, u.fma(w3, s)));
      FloatVector r = x.fma(w2, v.fma(w1, u.fma(w0, begin)));
      j += step;
      u = at(b, j);
      v = at(b, j + second);
      x = at(b, j + third);
      put(x.fma(w8, v.fma(w7, u.fma(w6, s))), to);
      r = x.fma(w5, v.fma(w4, u.fma(w3, r)));
      j += step;
      r = at(b, j).fma(w6, r);
      r = at(b, j + second).fma(w7, r);
      put(at(b, j + third).fma(w8, r), to + pitch);
      i -= LANES;
      to -= 4 * LANES;
      c -= LANES;
      if (c < 0) {
        c = last;
        y += 2;
        i = y * step + last;
        to = out + y * pitch + 4L * last;
      }
    }
  }

  private static void ofBlock(Frame f, int block, long from, float[] to, int at) {
    VectorMask<Float> m = VectorMask.fromLong(F, f.seen[block]);
    int rows = f.height;
    int step = f.step;
    long pitch = f.pitch;
    for (int y = 0; y < rows; y++) at(from + y * pitch, m).intoArray(to, at + y * step);
  }

  private static void ofHalves(Frame f, int block, long from, float[] to, int at) {
    VectorMask<Float> m0 = VectorMask.fromLong(F, f.seen[block]);
    VectorMask<Float> m1 = VectorMask.fromLong(F, f.seen[block + 1]);
    int rows = f.height;
    int step = f.step;
    int second = f.second;
    long pitch = f.pitch;
    for (int y = 0; y < rows; y++) {
      FloatVector a = at(from + y * pitch, m0);
      FloatVector b = at(from + y * pitch + 4 * LANES, m1);
      two(a, b).intoArray(to, at + y * step);
      rest(a, b).intoArray(to, at + y * step + second);
    }
  }

  private static void ofTaps(
      Frame f, int block, int rows, float[] b, int p, float[] w, int k, float start, long to) {
    FloatVector w0 = lanes(w, k);
    FloatVector w1 = lanes(w, k + 1);
    FloatVector w2 = lanes(w, k + 2);
    FloatVector w3 = lanes(w, k + 3);
    FloatVector w4 = lanes(w, k + 4);
    FloatVector w5 = lanes(w, k + 5);
    FloatVector w6 = lanes(w, k + 6);
    FloatVector w7 = lanes(w, k + 7);
    FloatVector w8 = lanes(w, k + 8);
    FloatVector begin = FloatVector.broadcast(F, start);
    VectorMask<Float> there = VectorMask.fromLong(F, f.there[block]);
    int step = f.strideY * f.step;
    int second = f.second;
    int third = f.third;
    int down = f.down;
    long pitch = f.outPitch;
    for (int y = 0; y < rows; y++) {
      int i = p + y * step;
      FloatVector s = at(b, i).fma(w0, begin);
      s = at(b, i + second).fma(w1, s);
      s = at(b, i + third).fma(w2, s);
      i += down;
      s = at(b, i).fma(w3, s);
      s = at(b, i + second).fma(w4, s);
      s = at(b, i + third).fma(w5, s);
      i += down;
      s = at(b, i).fma(w6, s);
      s = at(b, i + second).fma(w7, s);
      at(b, i + third)
          .fma(w8, s)
          .intoMemorySegment(Memory.ALL, to + y * pitch, Memory.ORDER, there);
    }
  }

  private static boolean fast() {
    int n = Gate.TURNS;
    Frame one = Frame.trial(n, 1);
    Frame two = Frame.trial(n, 2);
    float[] w = new float[TAPS];
    float[] b = new float[two.room()];
    float[] up = new float[n * LANES];
    float[] sums = new float[TAPS * LANES];
    try (Arena arena = Arena.ofConfined()) {
      long in = arena.allocate(32L * LANES, 64).address() + 16;
      long out = arena.allocate(4L * LANES, 64).address();
      return Gate.under(
          80.0 * n,
          () -> {
            ofBlock(one, 0, in, b, 0);
            ofHalves(two, 0, in, b, 0);
            ofTaps(one, 0, n, b, 0, w, 0, 0, out);
            ofRows(in, LANES, 4, b, 0, one.step);
            ofPairs(one, 2, b, w, 0, 0, out);
            ofDots(one, b, up, sums);
          });
    }
  }
}
