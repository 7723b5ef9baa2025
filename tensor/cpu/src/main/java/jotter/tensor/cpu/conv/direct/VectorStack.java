package jotter.tensor.cpu.conv.direct;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import jotter.tensor.cpu.machine.Memory;

/// The rows of a {@link Stack} added up by vectors, two terms at a time. A row is a few vectors,
/// and a loop over so few costs more than they do: one loop goes over the vectors of all rows.
final class VectorStack {
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final long BYTES = 4L * LANES;

  private VectorStack() {}

  private static FloatVector at(long address) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER);
  }

  private static FloatVector at(long address, VectorMask<Float> m) {
    return FloatVector.fromMemorySegment(F, Memory.ALL, address, Memory.ORDER, m);
  }

  private static FloatVector at(float[] a, int i) {
    return FloatVector.fromArray(F, a, i);
  }

  /// See {@link Resizing#rows}.
  static void rows(long plane, long end, Stack s, int first, int rows, Across a, float[] lines) {
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
}
