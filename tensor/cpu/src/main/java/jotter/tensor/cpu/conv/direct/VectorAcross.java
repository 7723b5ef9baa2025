package jotter.tensor.cpu.conv.direct;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Memory;

/// The numbers along lines added up by vectors, as the tables of an {@link Across} say: a loop for
/// each way in which the terms may lie. One loop goes over the vectors of all lines, as in {@link
/// VectorStack}.
final class VectorAcross {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final long BYTES = 4L * LANES;

  private VectorAcross() {}

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

  /// See {@link Resizing#along}.
  static void along(float[] lines, Across a, int rows, long out) {
    if (a.map == null) {
      if (a.reach == 2) ofChannelPairs(lines, a, rows, out);
      else ofChannels(lines, a, rows, out);
      return;
    }
    if (a.out < LANES) {
      Resizing.PLAIN.along(lines, a, rows, out);
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
      Memory.set(out + 4L * ((long) row * a.out + i), Resizing.one(lines, a, row, i));
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
}
