package jotter.tensor;

import java.lang.reflect.Array;

/// Tensors as Java arrays of any rank, and as pixels.
final class ToArray {
  private ToArray() {}

  static <T> T of(Tensor x, Class<T> type) {
    int rank = 0;
    Class<?> c = type;
    while (c.isArray()) {
      rank++;
      c = c.getComponentType();
    }
    if (rank == 0 || rank != x.rank())
      throw Check.shapeError(
          "toArray",
          type.getSimpleName()
              + " has "
              + rank
              + " dimensions, the tensor "
              + Check.shape(x.shape())
              + " has "
              + x.rank());
    Object flat = flat(x, c);
    if (rank == 1) return type.cast(flat);
    long[] s = x.shape();
    int[] sizes = new int[rank];
    for (int i = 0; i < rank; i++) sizes[i] = Math.toIntExact(s[i]);
    Object r = Array.newInstance(c, sizes);
    fill(r, flat, sizes, 0, 0);
    return type.cast(r);
  }

  private static Object flat(Tensor x, Class<?> c) {
    if (c == float.class) return x.toFloatArray();
    if (c == double.class) return x.toDoubleArray();
    if (c == long.class) return x.toLongArray();
    if (c == int.class) return x.toIntArray();
    if (c == boolean.class) return x.toBooleanArray();
    if (c == byte.class) return x.to(DType.INT8).toByteArray();
    if (c == short.class) {
      int[] wide = x.to(DType.INT16).toIntArray();
      short[] r = new short[wide.length];
      for (int i = 0; i < r.length; i++) r[i] = (short) wide[i];
      return r;
    }
    throw Check.dtypeError(
        "toArray", "arrays of " + c.getSimpleName() + " cannot be made; use a primitive type");
  }

  private static int fill(Object to, Object flat, int[] sizes, int d, int at) {
    if (d == sizes.length - 1) {
      System.arraycopy(flat, at, to, 0, sizes[d]);
      return at + sizes[d];
    }
    for (int i = 0; i < sizes[d]; i++) at = fill(Array.get(to, i), flat, sizes, d + 1, at);
    return at;
  }

  static int[] pixels(Tensor x) {
    Tensor t = x.rank() == 2 ? x.detach().unsqueeze(0) : x.detach();
    if (t.rank() != 3 || t.size(0) != 1 && t.size(0) != 3 && t.size(0) != 4)
      throw Check.shapeError(
          "toPixels",
          "a picture is (channels×height×width) with 1, 3 or 4 channels, got "
              + Check.shape(x.shape())
              + "; permute(2, 0, 1) brings channels to the front");
    Check.notComplex("toPixels", t);
    if (t.dtype() == DType.BOOL || t.isFloatingPoint()) t = t.to(DType.FLOAT64).mul(255);
    int[] v = t.to(DType.FLOAT64).nanToNum(0.0, 255.0, 0.0).clamp(0, 255).round().toIntArray();
    int n = Math.toIntExact(t.size(1) * t.size(2));
    int channels = (int) t.size(0);
    int[] r = new int[n];
    for (int i = 0; i < n; i++) {
      int red = v[i];
      int green = channels == 1 ? red : v[n + i];
      int blue = channels == 1 ? red : v[2 * n + i];
      int alpha = channels == 4 ? v[3 * n + i] : 255;
      r[i] = alpha << 24 | red << 16 | green << 8 | blue;
    }
    return r;
  }
}
