package jotter.tensor.cpu.conv;

import java.util.function.IntConsumer;
import jotter.tensor.DType;
import jotter.tensor.cpu.conv.direct.DirectConv;
import jotter.tensor.cpu.conv.direct.FloatDepthwise;
import jotter.tensor.cpu.conv.lanes.LaneConv;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.matmul.Gemm;
import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.cpu.matmul.Packer;
import jotter.tensor.cpu.reduce.Reduce;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Reduction;

/// Convolution and its gradients as matrix products whose right side is gathered from the image
/// while it is packed: per image and group, weights (channels out × channels in · taps) times what
/// the taps see (channels in · taps × places).
public final class Convolution {
  /// Images from which on they are shared out, instead of cutting up each product.
  private static final int MANY = 4;

  private final ConvSpec spec;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final int[] kernel;
  private final int images;
  private final int groups;
  private final int outputs;
  private final int inputs;
  private final int taps;

  private Convolution(Block x, Block w, ConvSpec spec) {
    this.spec = spec;
    this.stride = Geometry.lift(spec.stride(), 1);
    this.padding = Geometry.lift(spec.padding(), 0);
    this.dilation = Geometry.lift(spec.dilation(), 1);
    this.kernel = Geometry.spatial(w);
    this.images = Math.toIntExact(x.layout().shape()[0]);
    this.groups = spec.groups();
    this.outputs = Math.toIntExact(w.layout().shape()[0] / groups);
    this.inputs = Math.toIntExact(w.layout().shape()[1]);
    this.taps = Geometry.volume(kernel);
  }

  static Kind kind(DType t) {
    return switch (t) {
      case FLOAT16, BFLOAT16, FLOAT32 -> Kind.F32;
      case FLOAT64 -> Kind.F64;
      default -> null; // whole and complex numbers take the plain way
    };
  }

  private static long step(Block b, int d) {
    return b.layout().strides()[d] * b.dtype().bytes();
  }

  /// Runs `body` for each image and group, in parallel if there are many.
  private void each(IntConsumer body) {
    int n = images * groups;
    if (n >= MANY) Threads.run(n, body);
    else for (int i = 0; i < n; i++) body.accept(i);
  }

  public static void forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    if (out.layout().numel() == 0) return;
    Convolution c = new Convolution(x, w, spec);
    Kind kind = kind(out.dtype());
    if (kind != null
        && c.inputs == 1
        && c.outputs <= 2
        && c.kernel[0] == 1
        && Geometry.spatial(x)[0] == 1) {
      if (FloatDepthwise.forward(x, w, bias, out, spec)) return;
      Depthwise.forward(kind, c.geometry(x, Geometry.spatial(out)), w, bias, out, spec.groups());
      return;
    }
    if (c.taps == 1 && c.strided() && !c.padded() && out.dtype() == DType.FLOAT32) {
      c.thinned(x, w, bias, out);
      return;
    }
    if (c.taps == 1 && DirectConv.pointwise(x, w, bias, out, spec)) return;
    if (c.taps > 1 && LaneConv.forward(x, w, bias, out, spec)) return;
    if ((c.taps > 1 || c.strided()) && DirectConv.forward(x, w, bias, out, spec)) return;
    try (Temp target = c.target(out);
        Temp weights = Temp.dense(w, out.dtype())) {
      c.forward(kind, x, weights, bias, target);
      if (target.isOwn()) Temp.copy(target, out);
    }
  }

  private Geometry geometry(Block image, int[] out) {
    return new Geometry(image, out, kernel, stride, padding, dilation);
  }

  /// `out` itself if its planes are in order, else memory for a result that is.
  private Temp target(Block out) {
    return planar(out) ? Temp.view(out, out.layout()) : Temp.of(out.dtype(), out.layout().shape());
  }

  private static boolean planar(Block b) {
    long[] sh = b.layout().shape();
    long[] st = b.layout().strides();
    long n = 1;
    for (int d = sh.length - 1; d >= 2; d--) {
      if (sh[d] != 1 && st[d] != n) return false;
      n *= sh[d];
    }
    return true;
  }

  private void forward(Kind kind, Block x, Block w, Block bias, Block out) {
    Geometry g = geometry(x, Geometry.spatial(out));
    int places = g.places();
    int depth = inputs * taps;
    int bytes = w.dtype().bytes();
    Kind k = kind != null ? kind : plainKind(out.dtype());
    Object b = kind == null || bias == null ? null : numbers(kind, bias);
    boolean direct = pointwise(g) && planar(x);
    each(
        i -> {
          int n = i / groups;
          int group = i % groups;
          long image = g.address + n * g.batchStride + (long) group * inputs * g.channelStride;
          Matrix a =
              new Matrix(
                  w.address() + (long) group * outputs * depth * bytes,
                  w.dtype(),
                  (long) depth * bytes,
                  bytes,
                  0);
          Matrix to =
              new Matrix(
                  out.address() + n * step(out, 0) + (long) group * outputs * step(out, 1),
                  out.dtype(),
                  step(out, 1),
                  bytes,
                  0);
          if (kind == null) {
            plain(k, g, image, depth, places, a, to, bias, group);
            return;
          }
          Object rowBias = b == null ? null : part(kind, b, group * outputs);
          Packer source =
              direct
                  ? matrix(kind, new Matrix(image, g.type, g.channelStride, g.strides[2], 0))
                  : columns(kind, g, image);
          new Gemm(kind, outputs, places, depth, a, source, to, false, rowBias).run();
        });
  }

  /// A kernel of one element with a stride: what it sees of the image is copied first.
  private void thinned(Block x, Block w, Block bias, Block out) {
    long[] shape = x.layout().shape().clone();
    long[] strides = x.layout().strides().clone();
    int n = shape.length - 2;
    int[] ones = new int[n];
    java.util.Arrays.fill(ones, 1);
    for (int d = 0; d < n; d++) {
      shape[d + 2] = out.layout().shape()[d + 2];
      strides[d + 2] *= spec.stride()[d];
    }
    Layout seen = new Layout(shape, strides, x.layout().offset());
    try (Temp dense = Temp.dense(Temp.view(x, seen), x.dtype())) {
      forward(dense, w, bias, out, new ConvSpec(ones, new int[n], ones, spec.groups()));
    }
  }

  private boolean padded() {
    for (int p : padding) if (p > 0) return true;
    return false;
  }

  private boolean strided() {
    for (int s : stride) if (s > 1) return true;
    return false;
  }

  /// A 1x1 kernel that visits every element: what it sees is the image itself.
  private boolean pointwise(Geometry g) {
    if (taps != 1) return false;
    for (int d = 0; d < 3; d++) if (stride[d] != 1 || padding[d] != 0) return false;
    return g.strides[2] != 0;
  }

  private static Packer matrix(Kind kind, Matrix m) {
    Packer one =
        (row, rows, column, columns, to, at, width) -> {
          for (int k = 0; k < rows; k++)
            Staging.load(
                kind,
                m.type(),
                m.address() + (row + k) * m.rowStride() + column * m.columnStride(),
                m.columnStride(),
                columns,
                to,
                at + k * width,
                1,
                0);
        };
    return one.bySlivers();
  }

  /// Rows are channels and taps, columns are places.
  private Packer columns(Kind kind, Geometry g, long image) {
    return (row, rows, column, columns, to, at, width) -> {
      // Long runs of the image first, then cut into slivers: fewer ends to see to.
      Object line = Staging.array(kind, columns);
      for (int k = 0; k < rows; k++) {
        int r = row + k;
        long base = image + r / taps * g.channelStride;
        g.gather(kind, base, r % taps, column, columns, line, 0, 1, 0);
        for (int q = 0; q < columns; q += width)
          System.arraycopy(line, q, to, at + q * rows + k * width, Math.min(width, columns - q));
      }
    };
  }

  /// Rows are places, columns are channels and taps.
  private Packer rows(Kind kind, Geometry g, long image) {
    Packer one =
        (row, rows, column, columns, to, at, width) -> {
          for (int j = 0; j < columns; j++) {
            int c = column + j;
            g.gather(
                kind,
                image + c / taps * g.channelStride,
                c % taps,
                row,
                rows,
                to,
                at + j,
                width,
                0);
          }
        };
    return one.bySlivers();
  }

  static Object numbers(Kind kind, Block vector) {
    int n = Math.toIntExact(vector.layout().numel());
    Object a = Staging.array(kind, n);
    long s = vector.layout().rank() == 0 ? 0 : step(vector, vector.layout().rank() - 1);
    Staging.load(kind, vector.dtype(), vector.address(), s, n, a, 0, 1, 0);
    return a;
  }

  private Object part(Kind kind, Object all, int from) {
    return kind == Kind.F32
        ? java.util.Arrays.copyOfRange((float[]) all, from, from + outputs)
        : java.util.Arrays.copyOfRange((double[]) all, from, from + outputs);
  }

  private static Kind plainKind(DType t) {
    return t.isComplex() ? Kind.F64 : Kind.I64;
  }

  /// Whole and complex numbers: what the taps see is written out, then multiplied.
  private void plain(
      Kind kind,
      Geometry g,
      long image,
      int depth,
      int places,
      Matrix a,
      Matrix to,
      Block bias,
      int group) {
    try (Temp seen = Temp.of(to.type(), depth, places)) {
      seen(kind, g, image, seen);
      int bytes = to.type().bytes();
      Matrix b = new Matrix(seen.address(), to.type(), (long) places * bytes, bytes, 0);
      MatMul.one(outputs, places, depth, a, b, to, false);
    }
    if (bias != null)
      for (int part = 0; part < (to.type().isComplex() ? 2 : 1); part++)
        bias(kind, to, places, bias, group, part);
  }

  private void seen(Kind kind, Geometry g, long image, Temp to) {
    int places = g.places();
    Object row = Staging.array(kind, places);
    int bytes = to.dtype().bytes();
    for (int r = 0; r < inputs * taps; r++)
      for (int part = 0; part < (to.dtype().isComplex() ? 2 : 1); part++) {
        g.gather(kind, image + r / taps * g.channelStride, r % taps, 0, places, row, 0, 1, part);
        Staging.store(
            kind,
            to.dtype(),
            to.address() + (long) r * places * bytes,
            bytes,
            places,
            row,
            0,
            1,
            part);
      }
  }

  private void bias(Kind kind, Matrix to, int places, Block bias, int group, int part) {
    Object row = Staging.array(kind, places);
    Object b = Staging.array(kind, 1);
    for (int o = 0; o < outputs; o++) {
      long a = to.address() + o * to.rowStride();
      Staging.load(
          kind,
          bias.dtype(),
          bias.address() + (group * outputs + o) * step(bias, 0),
          0,
          1,
          b,
          0,
          1,
          part);
      Staging.load(kind, to.type(), a, to.columnStride(), places, row, 0, 1, part);
      for (int i = 0; i < places; i++)
        if (kind == Kind.F64) ((double[]) row)[i] += ((double[]) b)[0];
        else ((long[]) row)[i] += ((long[]) b)[0];
      Staging.store(kind, to.type(), a, to.columnStride(), places, row, 0, 1, part);
    }
  }

  /// The gradient of the image: also the transposed convolution.
  public static void inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec) {
    if (gradIn.layout().numel() == 0) return;
    Convolution c = new Convolution(grad, w, spec);
    Kind kind = kind(gradIn.dtype());
    if (kind != null
        && c.inputs == 1
        && c.outputs <= 2
        && c.kernel[0] == 1
        && Geometry.spatial(gradIn)[0] == 1) {
      if (FloatDepthwise.inputGradient(grad, w, gradIn, spec)) return;
      Depthwise.inputGradient(
          kind, c.geometry(gradIn, Geometry.spatial(grad)), w, grad, spec.groups());
      return;
    }
    if (c.taps > 1 && LaneConv.inputGradient(grad, w, gradIn, spec)) return;
    if (DirectConv.inputGradient(grad, w, gradIn, spec)) return;
    boolean dense = kind != null;
    for (int d = 0; d < 3; d++) dense &= c.stride[d] == 1;
    if (dense) c.flipped(kind, grad, w, gradIn);
    else c.spread(kind, grad, w, gradIn);
  }

  /// With stride 1 the gradient is the convolution of `grad` with the flipped kernel.
  private void flipped(Kind kind, Block grad, Block w, Block gradIn) {
    int[] pad = new int[3];
    for (int d = 0; d < 3; d++) pad[d] = dilation[d] * (kernel[d] - 1) - padding[d];
    DType type = kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64;
    long bytes = type.bytes();
    int depth = outputs * taps;
    try (Temp plain = Temp.dense(w, type);
        Temp turned = Temp.of(type, (long) groups * inputs, depth);
        Temp target = target(gradIn)) {
      Object line = Staging.array(kind, taps);
      for (int g = 0; g < groups; g++)
        for (int o = 0; o < outputs; o++)
          for (int i = 0; i < inputs; i++) {
            long from = plain.address() + (((long) g * outputs + o) * inputs + i) * taps * bytes;
            Staging.load(kind, type, from + (taps - 1) * bytes, -bytes, taps, line, 0, 1, 0);
            long to =
                turned.address() + (((long) g * inputs + i) * depth + (long) o * taps) * bytes;
            Staging.store(kind, type, to, bytes, taps, line, 0, 1, 0);
          }
      Geometry geometry =
          new Geometry(grad, Geometry.spatial(gradIn), kernel, new int[] {1, 1, 1}, pad, dilation);
      int places = geometry.places();
      each(
          n -> {
            int group = n % groups;
            long image =
                geometry.address
                    + n / groups * geometry.batchStride
                    + (long) group * outputs * geometry.channelStride;
            Matrix a =
                new Matrix(
                    turned.address() + (long) group * inputs * depth * bytes,
                    type,
                    depth * bytes,
                    bytes,
                    0);
            Matrix to =
                new Matrix(
                    target.address()
                        + n / groups * step(target, 0)
                        + (long) group * inputs * step(target, 1),
                    target.dtype(),
                    step(target, 1),
                    target.dtype().bytes(),
                    0);
            new Gemm(
                    kind, inputs, places, depth, a, columns(kind, geometry, image), to, false, null)
                .run();
          });
      if (target.isOwn()) Temp.copy(target, gradIn);
    }
  }

  /// With a stride each tap's share is computed and added where the tap looked.
  private void spread(Kind kind, Block grad, Block w, Block gradIn) {
    DType type =
        kind == Kind.F32 ? DType.FLOAT32 : kind == Kind.F64 ? DType.FLOAT64 : gradIn.dtype();
    Kind k = kind != null ? kind : plainKind(type);
    Geometry g = geometry(gradIn, Geometry.spatial(grad));
    int places = g.places();
    int depth = inputs * taps;
    int bytes = type.bytes();
    int parts = type.isComplex() ? 2 : 1;
    try (Temp weights = Temp.dense(w, type);
        Temp upstream = Temp.dense(grad, type)) {
      each(
          i -> {
            int n = i / groups;
            int group = i % groups;
            Matrix a =
                new Matrix(
                        weights.address() + (long) group * outputs * depth * bytes,
                        type,
                        (long) depth * bytes,
                        bytes,
                        0)
                    .transpose();
            Matrix b =
                new Matrix(
                    upstream.address()
                        + n * step(upstream, 0)
                        + (long) group * outputs * step(upstream, 1),
                    type,
                    step(upstream, 1),
                    bytes,
                    0);
            try (Temp shares = Temp.of(type, depth, places)) {
              Matrix to = new Matrix(shares.address(), type, (long) places * bytes, bytes, 0);
              MatMul.one(depth, places, outputs, a, b, to, false);
              long image = g.address + n * g.batchStride + (long) group * inputs * g.channelStride;
              for (int c = 0; c < inputs; c++)
                for (int part = 0; part < parts; part++)
                  TapShares.gather(
                      k,
                      g,
                      image + c * g.channelStride,
                      type,
                      shares.address() + (long) c * taps * places * bytes,
                      part);
            }
          });
    }
  }

  /// The gradient of the weights: summed over images in a fixed order, by parts.
  public static void weightGradient(Block x, Block grad, Block gradW, ConvSpec spec) {
    if (gradW.layout().numel() == 0) return;
    Convolution c = new Convolution(x, gradW, spec);
    Kind kind = kind(gradW.dtype());
    Geometry g = c.geometry(x, Geometry.spatial(grad));
    if (kind != null && c.inputs == 1 && c.outputs <= 2 && c.kernel[0] == 1 && g.size[0] == 1) {
      if (FloatDepthwise.weightGradient(x, grad, gradW, spec)) return;
      Depthwise.weightGradient(kind, g, grad, gradW, spec.groups());
      return;
    }
    if (c.taps > 1 && LaneConv.weightGradient(x, grad, gradW, spec)) return;
    if (DirectConv.weightGradient(x, grad, gradW, spec)) return;
    c.weightGradient(kind, g, grad, gradW);
  }

  private void weightGradient(Kind kind, Geometry g, Block grad, Block gradW) {
    DType type =
        kind == Kind.F32 ? DType.FLOAT32 : kind == Kind.F64 ? DType.FLOAT64 : gradW.dtype();
    int places = g.places();
    int depth = inputs * taps;
    int bytes = type.bytes();
    int parts = Math.clamp(images, 1, 8);
    long all = (long) groups * outputs * depth;
    try (Temp upstream = Temp.dense(grad, grad.dtype());
        Temp sums = Temp.of(type, parts, all)) {
      int tasks = parts * groups;
      IntConsumer body =
          t -> {
            int part = t / groups;
            int group = t % groups;
            Matrix to =
                new Matrix(
                    sums.address() + (part * all + (long) group * outputs * depth) * bytes,
                    type,
                    (long) depth * bytes,
                    bytes,
                    0);
            int from = (int) ((long) images * part / parts);
            int end = (int) ((long) images * (part + 1) / parts);
            for (int n = from; n < end; n++) {
              Matrix a =
                  new Matrix(
                      upstream.address()
                          + n * step(upstream, 0)
                          + (long) group * outputs * step(upstream, 1),
                      upstream.dtype(),
                      step(upstream, 1),
                      upstream.dtype().bytes(),
                      0);
              long image = g.address + n * g.batchStride + (long) group * inputs * g.channelStride;
              if (kind != null)
                new Gemm(kind, outputs, depth, places, a, rows(kind, g, image), to, n > from, null)
                    .run();
              else
                try (Temp seen = Temp.of(type, depth, places)) {
                  seen(plainKind(type), g, image, seen);
                  Matrix b =
                      new Matrix(seen.address(), type, (long) places * bytes, bytes, 0).transpose();
                  MatMul.one(outputs, depth, places, a, b, to, n > from);
                }
            }
          };
      if (images == 0) {
        Staging.store(
            Kind.F64, type, sums.address(), bytes, (int) all, new double[(int) all], 0, 1, 0);
        if (type.isComplex())
          Staging.store(
              Kind.F64, type, sums.address(), bytes, (int) all, new double[(int) all], 0, 1, 1);
      } else if (tasks >= MANY) Threads.run(tasks, body);
      else for (int t = 0; t < tasks; t++) body.accept(t);
      long[] shape = gradW.layout().shape();
      long[] wide = new long[shape.length + 1];
      long[] one = new long[shape.length + 1];
      wide[0] = parts;
      one[0] = 1;
      System.arraycopy(shape, 0, wide, 1, shape.length);
      System.arraycopy(shape, 0, one, 1, shape.length);
      long[] strides = new long[shape.length + 1];
      System.arraycopy(gradW.layout().strides(), 0, strides, 1, shape.length);
      Reduce.run(
          Reduction.SUM,
          Temp.view(sums, Layout.contiguous(wide)),
          Temp.view(gradW, new Layout(one, strides, gradW.layout().offset())));
    }
  }
}
