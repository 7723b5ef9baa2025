package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.spi.Bands;

/// {@link Resizing} by vectors, two terms at a time. A row is a few vectors, and a loop over so few
/// costs more than they do: one loop goes over the vectors of all rows.
final class VectorResizing extends Resizing {
  static final VectorResizing INSTANCE = new VectorResizing();
  static final Gate GATE = new Gate(VectorResizing::fast);

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final long BYTES = 4L * LANES;

  private VectorResizing() {}

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER);
  }

  private static FloatVector at(long address, VectorMask<Float> m) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER, m);
  }

  private static FloatVector at(float[] a, int i) {
    return FloatVector.fromArray(F, a, i);
  }

  private static void put(FloatVector v, long to) {
    v.intoMemorySegment(Memory.ALL, to, Memory.ORDER);
  }

  /// The numbers at `places` of the vector at `i`. By whole numbers: to select floats by floats,
  /// the places are converted each time.
  private static FloatVector at(float[] a, int i, IntVector places) {
    return places.selectFrom(at(a, i).reinterpretAsInts()).reinterpretAsFloats();
  }

  /// The numbers at `places` of the two vectors from `i` on.
  private static FloatVector two(float[] a, int i, IntVector places) {
    return places
        .selectFrom(at(a, i).reinterpretAsInts(), at(a, i + LANES).reinterpretAsInts())
        .reinterpretAsFloats();
  }

  private static IntVector lanes(int[] a, int i) {
    return IntVector.fromArray(I, a, i);
  }

  @Override
  void rows(long plane, long end, Stack s, int first, int rows, Across a, float[] lines) {
    int pitch = a.pitch();
    // The last vector of a row may read on into the next one, but not beyond the image.
    long last = plane;
    for (int i = first * s.terms; i < (first + rows) * s.terms; i++)
      last = Math.max(last, plane + 4L * s.row[i] * a.in);
    int whole = last + 4L * pitch <= end ? pitch / LANES : a.in / LANES;
    for (int j = 0; j < s.terms; ) {
      int odd = s.terms - j & 1;
      if (whole > 0)
        if (s.terms == 4) {
          if (j == 0) ofAllFour(plane, s, first, rows, a.in, whole, lines, pitch);
        } else if (odd == 1) ofOne(plane, s, first, rows, a.in, whole, lines, pitch);
        else if (j == 0) ofTwo(plane, s, first, rows, a.in, whole, lines, pitch);
        else ofMore(plane, s, j, first, rows, a.in, whole, lines, pitch);
      if (whole * LANES < a.in)
        for (int i = j; i < j + 2 - odd; i++)
          ofRest(plane, s, i, first, rows, a.in, whole, lines, pitch, i > 0);
      j += 2 - odd;
    }
  }

  private static void ofOne(
      long plane, Stack s, int first, int rows, int in, int whole, float[] to, int pitch) {
    int[] row = s.row;
    float[] w = s.weights;
    int terms = s.terms;
    int i = first * terms;
    int turns = rows * whole;
    int gap = pitch - whole * LANES;
    long p = plane + 4L * row[i] * in;
    float u = w[i];
    for (int t = 0, k = 0, y = 0; t < turns; t++) {
      at(p).mul(u).intoArray(to, y);
      p += BYTES;
      y += LANES;
      if (++k == whole && t + 1 < turns) {
        k = 0;
        y += gap;
        i += terms;
        p = plane + 4L * row[i] * in;
        u = w[i];
      }
    }
  }

  private static void ofTwo(
      long plane, Stack s, int first, int rows, int in, int whole, float[] to, int pitch) {
    int[] row = s.row;
    float[] w = s.weights;
    int terms = s.terms;
    int i = first * terms;
    int turns = rows * whole;
    int gap = pitch - whole * LANES;
    long p = plane + 4L * row[i] * in;
    long q = plane + 4L * row[i + 1] * in;
    float u = w[i];
    float v = w[i + 1];
    for (int t = 0, k = 0, y = 0; t < turns; t++) {
      at(q).fma(FloatVector.broadcast(F, v), at(p).mul(u)).intoArray(to, y);
      p += BYTES;
      q += BYTES;
      y += LANES;
      if (++k == whole && t + 1 < turns) {
        k = 0;
        y += gap;
        i += terms;
        p = plane + 4L * row[i] * in;
        q = plane + 4L * row[i + 1] * in;
        u = w[i];
        v = w[i + 1];
      }
    }
  }

  private static void ofAllFour(
      long plane, Stack s, int first, int rows, int in, int whole, float[] to, int pitch) {
    int[] row = s.row;
    float[] w = s.weights;
    int turns = rows * whole;
    int gap = pitch - whole * LANES;
    int i = first * 4;
    long p = plane + 4L * row[i] * in;
    long second = plane + 4L * row[i + 1] * in - p;
    long third = plane + 4L * row[i + 2] * in - p;
    long fourth = plane + 4L * row[i + 3] * in - p;
    for (int t = 0, k = 0, y = 0; t < turns; t++) {
      FloatVector v = at(p).mul(w[i]);
      v = at(p + second).fma(FloatVector.broadcast(F, w[i + 1]), v);
      v = at(p + third).fma(FloatVector.broadcast(F, w[i + 2]), v);
      at(p + fourth).fma(FloatVector.broadcast(F, w[i + 3]), v).intoArray(to, y);
      p += BYTES;
      y += LANES;
      if (++k == whole && t + 1 < turns) {
        k = 0;
        y += gap;
        i += 4;
        p = plane + 4L * row[i] * in;
        second = plane + 4L * row[i + 1] * in - p;
        third = plane + 4L * row[i + 2] * in - p;
        fourth = plane + 4L * row[i + 3] * in - p;
      }
    }
  }

  private static void ofMore(
      long plane,
      Stack s,
      int term,
      int first,
      int rows,
      int in,
      int whole,
      float[] to,
      int pitch) {
    int[] row = s.row;
    float[] w = s.weights;
    int terms = s.terms;
    int i = first * terms + term;
    int turns = rows * whole;
    int gap = pitch - whole * LANES;
    long p = plane + 4L * row[i] * in;
    long q = plane + 4L * row[i + 1] * in;
    float u = w[i];
    float v = w[i + 1];
    for (int t = 0, k = 0, y = 0; t < turns; t++) {
      FloatVector x = at(p).fma(FloatVector.broadcast(F, u), at(to, y));
      at(q).fma(FloatVector.broadcast(F, v), x).intoArray(to, y);
      p += BYTES;
      q += BYTES;
      y += LANES;
      if (++k == whole && t + 1 < turns) {
        k = 0;
        y += gap;
        i += terms;
        p = plane + 4L * row[i] * in;
        q = plane + 4L * row[i + 1] * in;
        u = w[i];
        v = w[i + 1];
      }
    }
  }

  /// What is left of the rows behind their whole vectors.
  private static void ofRest(
      long plane,
      Stack s,
      int term,
      int first,
      int rows,
      int in,
      int whole,
      float[] to,
      int pitch,
      boolean add) {
    VectorMask<Float> m = F.indexInRange(whole * LANES, in);
    int[] row = s.row;
    float[] w = s.weights;
    int i = first * s.terms + term;
    int y = whole * LANES;
    long from = plane + BYTES * whole;
    for (int r = 0; r < rows; r++, i += s.terms, y += pitch) {
      FloatVector x = at(from + 4L * row[i] * in, m);
      if (add) x.fma(FloatVector.broadcast(F, w[i]), at(to, y)).intoArray(to, y);
      else x.mul(w[i]).intoArray(to, y);
    }
  }

  @Override
  void along(float[] lines, Across a, int rows, long out) {
    if (a.map == null) {
      if (a.reach == 2) ofChannelPairs(lines, a, rows, out);
      else ofChannels(lines, a, rows, out);
      return;
    }
    if (a.out < LANES) {
      PLAIN.along(lines, a, rows, out);
      return;
    }
    if (a.vectors == 0) ofFar(lines, a, rows, out);
    else if (a.reach == 1) ofPicked(lines, a, rows, out);
    else if (a.reach == 2 && a.near) {
      quarters(lines, a, rows, out);
      return;
    } else if (a.reach == 4) ofFour(lines, a, rows, out);
    else ofWide(lines, a, rows, out);
    ends(lines, a, rows - 1, out);
  }

  /// The last results of a row, fewer than a vector, one by one. In all other rows they are a whole
  /// vector, whose end the next row overwrites.
  private static void ends(float[] lines, Across a, int row, long out) {
    for (int i = a.out / LANES * LANES; i < a.out; i++)
      Memory.set(out + 4L * ((long) row * a.out + i), one(lines, a, row, i));
  }

  private static void quarters(float[] lines, Across a, int rows, long out) {
    int high = (rows + 3) / 4;
    int[] from = {0, Math.min(high, rows - high), Math.min(2 * high, rows - high), rows - high};
    ofNear(lines, a, high, from[1], from[2], from[3], out);
    for (int f : from) ends(lines, a, f + high - 1, out);
  }

  /// Two terms that lie in one vector together. For four rows at a time indices and weights are
  /// read once: `high` rows, and as many from the rows `second`, `third` and `fourth` on. These may
  /// overlap: a row that is written twice is the same.
  private static void ofNear(
      float[] lines, Across a, int high, int second, int third, int fourth, long out) {
    int[] base = a.base;
    int[] map = a.map;
    float[] w = a.weights;
    int blocks = base.length;
    int step = a.step;
    int pitch = a.pitch();
    int turns = a.turns(high);
    int over = a.over();
    int j1 = second * pitch;
    int j2 = third * pitch;
    int j3 = fourth * pitch;
    long to1 = 4L * second * a.out;
    long to2 = 4L * third * a.out;
    long to3 = 4L * fourth * a.out;
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      IntVector first = lanes(map, k * LANES);
      IntVector next = first.add(step);
      FloatVector u = at(w, 2 * k * LANES);
      FloatVector v = at(w, (2 * k + 1) * LANES);
      int i = x + base[k];
      put(at(lines, i, next).fma(v, at(lines, i, first).mul(u)), out);
      put(at(lines, i + j1, next).fma(v, at(lines, i + j1, first).mul(u)), out + to1);
      put(at(lines, i + j2, next).fma(v, at(lines, i + j2, first).mul(u)), out + to2);
      put(at(lines, i + j3, next).fma(v, at(lines, i + j3, first).mul(u)), out + to3);
      out += BYTES;
      if (++k == blocks) {
        k = 0;
        x += pitch;
        out -= over;
      }
    }
  }

  /// Four terms that lie in two vectors.
  private static void ofFour(float[] lines, Across a, int rows, long out) {
    int[] base = a.base;
    int[] map = a.map;
    float[] w = a.weights;
    int blocks = base.length;
    int step = a.step;
    int pitch = a.pitch();
    int turns = a.turns(rows);
    int over = a.over();
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      IntVector places = lanes(map, k * LANES);
      int u = 4 * k * LANES;
      int i = x + base[k];
      FloatVector s = two(lines, i, places).mul(at(w, u));
      s = two(lines, i + step, places).fma(at(w, u + LANES), s);
      s = two(lines, i + 2 * step, places).fma(at(w, u + 2 * LANES), s);
      put(two(lines, i + 3 * step, places).fma(at(w, u + 3 * LANES), s), out);
      out += BYTES;
      if (++k == blocks) {
        k = 0;
        x += pitch;
        out -= over;
      }
    }
  }

  /// One term that lies in two vectors.
  private static void ofPicked(float[] lines, Across a, int rows, long out) {
    int[] base = a.base;
    int[] map = a.map;
    float[] w = a.weights;
    int blocks = base.length;
    int pitch = a.pitch();
    int turns = a.turns(rows);
    int over = a.over();
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      put(two(lines, x + base[k], lanes(map, k * LANES)).mul(at(w, k * LANES)), out);
      out += BYTES;
      if (++k == blocks) {
        k = 0;
        x += pitch;
        out -= over;
      }
    }
  }

  /// Any number of terms that lie in two vectors.
  private static void ofWide(float[] lines, Across a, int rows, long out) {
    int reach = a.reach;
    int turns = a.turns(rows);
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      int i = x + a.base[k];
      int u = k * reach * LANES;
      IntVector places = lanes(a.map, k * LANES);
      FloatVector s = two(lines, i, places).mul(at(a.weights, u));
      for (int j = 1; j < reach; j++) {
        i += a.step;
        u += LANES;
        s = two(lines, i, places).fma(at(a.weights, u), s);
      }
      put(Carried.of(s), out);
      out += BYTES;
      if (++k == a.base.length) {
        k = 0;
        x += a.pitch();
        out -= a.over();
      }
    }
  }

  /// Terms that lie anywhere.
  private static void ofFar(float[] lines, Across a, int rows, long out) {
    int reach = a.reach;
    int turns = a.turns(rows);
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      int i = x + a.base[k];
      int u = k * reach * LANES;
      FloatVector s = FloatVector.fromArray(F, lines, i, a.map, k * LANES).mul(at(a.weights, u));
      for (int j = 1; j < reach; j++) {
        i += a.step;
        u += LANES;
        s = FloatVector.fromArray(F, lines, i, a.map, k * LANES).fma(at(a.weights, u), s);
      }
      put(Carried.of(s), out);
      out += BYTES;
      if (++k == a.base.length) {
        k = 0;
        x += a.pitch();
        out -= a.over();
      }
    }
  }

  /// Whole vectors of channels at each place.
  private static void ofChannels(float[] lines, Across a, int rows, long out) {
    int reach = a.reach;
    int depth = a.depth * LANES;
    for (int r = 0; r < rows; r++)
      for (int k = 0; k < a.base.length; k++) {
        int i = r * a.pitch() + a.base[k];
        int u = k * reach;
        for (int c = 0; c < depth; c += LANES, out += BYTES) {
          FloatVector s = at(lines, i + c).mul(a.weights[u]);
          for (int j = 1; j < reach; j++)
            s = at(lines, i + c + j * a.step).fma(FloatVector.broadcast(F, a.weights[u + j]), s);
          Carried.of(s).intoMemorySegment(Memory.ALL, out, Memory.ORDER);
        }
      }
  }

  /// The same with two terms.
  private static void ofChannelPairs(float[] lines, Across a, int rows, long out) {
    int[] base = a.base;
    float[] w = a.weights;
    int whole = a.base.length;
    int step = a.step;
    int pitch = a.pitch();
    int turns = rows * whole * a.depth;
    int i = base[0];
    int end = i + step;
    float u = w[0];
    float v = w[1];
    for (int t = 0, k = 0, x = 0; t < turns; t++) {
      at(lines, i + step)
          .fma(FloatVector.broadcast(F, v), at(lines, i).mul(u))
          .intoMemorySegment(Memory.ALL, out, Memory.ORDER);
      out += BYTES;
      i += LANES;
      if (i == end) {
        if (++k == whole) {
          k = 0;
          x += pitch;
        }
        i = x + base[k];
        end = i + step;
        u = w[2 * k];
        v = w[2 * k + 1];
      }
    }
  }

  /// Weights of a made-up image: `reach` terms for each of `out` results, which lie `apart`.
  private static Bands trial(int in, int out, int reach, double apart) {
    int[] first = new int[out];
    for (int o = 0; o < out; o++) first[o] = Math.min((int) (o * apart), in - reach);
    return new Bands(in, reach, first, new double[out * reach]);
  }

  private static boolean fast() {
    int rows = 4;
    int in = 3 * LANES + 2;
    int out = 4 * LANES + 1;
    Stack[] stacks = {
      Stack.of(trial(6, rows, 1, 0.5)),
      Stack.of(trial(6, rows, 2, 0.5)),
      Stack.of(trial(6, rows, 3, 0.5)),
      Stack.of(trial(6, rows, 4, 0.5)),
      Stack.of(trial(6, rows, 6, 0.5))
    };
    Across[] all = {
      Across.of(trial(in, out, 2, 0.5), 1),
      Across.of(trial(in, out, 1, 0.5), 1),
      Across.of(trial(in, out, 4, 1.5), 1),
      Across.of(trial(in, out, 3, 1.5), 1),
      Across.of(trial(3 * in, out, 2, 3), 1),
      Across.of(trial(2, 4, 2, 0.5), LANES),
      Across.of(trial(2, 4, 1, 0.5), LANES)
    };
    float[] lines = new float[all[4].room(rows)];
    try (Arena arena = Arena.ofConfined()) {
      long plane = arena.allocate(24L * all[4].in, 64).address();
      // Once without what may be read on, once with it.
      long end = plane + 24L * all[0].in;
      long to = arena.allocate(4L * rows * out, 64).address();
      return Gate.under(
          25_000,
          () -> {
            for (Stack s : stacks)
              INSTANCE.rows(plane, end, s, 0, Math.min(rows, s.rows), all[0], lines);
            for (Across a : all) INSTANCE.along(lines, a, rows, to);
          });
    }
  }
}
