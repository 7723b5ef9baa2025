package jotter.tensor.cpu;

import java.lang.ref.Reference;
import java.util.function.LongConsumer;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.cpu.attention.Attention;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.conv.Pooling;
import jotter.tensor.cpu.conv.Resampler;
import jotter.tensor.cpu.conv.kept.KeptConv;
import jotter.tensor.cpu.conv.kept.KeptMaxPool;
import jotter.tensor.cpu.conv.pool.FloatPooling;
import jotter.tensor.cpu.index.Gathering;
import jotter.tensor.cpu.index.Sorting;
import jotter.tensor.cpu.kernel.Pointwise;
import jotter.tensor.cpu.kernel.Updates;
import jotter.tensor.cpu.linalg.CpuFactorizations;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.matmul.KeptLinear;
import jotter.tensor.cpu.matmul.MatMul;
import jotter.tensor.cpu.matmul.PackedRight;
import jotter.tensor.cpu.matmul.Peak;
import jotter.tensor.cpu.matmul.Products;
import jotter.tensor.cpu.matmul.RightProduct;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.memory.Zeros;
import jotter.tensor.cpu.reduce.ArgReduce;
import jotter.tensor.cpu.reduce.FloatBatchNorm;
import jotter.tensor.cpu.reduce.FloatCrossEntropy;
import jotter.tensor.cpu.reduce.LayerNorm;
import jotter.tensor.cpu.reduce.Moments;
import jotter.tensor.cpu.reduce.Reduce;
import jotter.tensor.cpu.reduce.Scans;
import jotter.tensor.cpu.reduce.Softmax;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Bands;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Change;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Factorizations;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.PoolSpec;
import jotter.tensor.spi.Reduction;
import jotter.tensor.spi.Scan;
import jotter.tensor.spi.Scatter;
import jotter.tensor.spi.Storage;

/// The CPU engine.
///
/// Kernels work on addresses, which do not keep a tensor alive: an operand that nothing else refers
/// to could be collected, and its memory given to another tensor, while it is being read. The
/// fences at the end of each method prevent that.
public final class CpuBackend implements Backend {
  private static final Factorizations FACTORIZATIONS = new CpuFactorizations();

  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public String description() {
    return "CPU, "
        + Threads.get()
        + (Threads.get() == 1 ? " thread, " : " threads, ")
        + (Simd.ON
            ? "SIMD with " + 32 * Simd.lanes(Kind.F32) + "-bit vectors"
            : "no SIMD: " + Simd.REFUSAL);
  }

  @Override
  public Storage allocate(long bytes) {
    return Pool.INSTANCE.allocate(bytes);
  }

  @Override
  public MemoryReport memory() {
    return Pool.INSTANCE.report();
  }

  @Override
  public void pointwise(Program program, DType compute, double[] scalars, Block out, Block... in) {
    if (!Zeros.fill(program, scalars, out)) Pointwise.run(program, compute, scalars, out, in);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(in);
  }

  @Override
  public boolean update(Update rule, double[] scalars, Block... in) {
    boolean done = Updates.run(rule, scalars, in);
    Reference.reachabilityFence(in);
    return done;
  }

  @Override
  public void reduce(Reduction kind, Block in, Block out) {
    Reduce.run(kind, in, out);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }

  @Override
  public boolean mean(Block in, Block out, double n) {
    boolean done = Reduce.mean(in, out, n);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    return done;
  }

  @Override
  public void argReduce(boolean max, Block in, Block index, Block value, int dim) {
    ArgReduce.run(max, in, index, value);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(index);
    Reference.reachabilityFence(value);
  }

  @Override
  public void variance(Block in, Block mean, Block variance, double correction) {
    Moments.variance(in, mean, variance, correction);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(mean);
    Reference.reachabilityFence(variance);
  }

  @Override
  public void logSumExp(Block in, Block out) {
    Moments.logSumExp(in, out);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }

  @Override
  public void scan(Scan kind, Block in, Block out, Block indices, int dim) {
    Scans.run(kind, in, out, indices, dim);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(indices);
  }

  @Override
  public void matmul(Block a, Block b, Block out, boolean accumulate) {
    MatMul.run(a, b, out, accumulate);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(out);
  }

  @Override
  public boolean linear(Block x, Block w, Block bias, Block out) {
    boolean done = MatMul.linear(x, w, bias, out);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(bias);
    Reference.reachabilityFence(out);
    return done;
  }

  @Override
  public boolean products(Block a, Block[][] b, Block[] out) {
    boolean done = Products.run(a, b, out);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(out);
    return done;
  }

  @Override
  public LongConsumer peak(int depth) {
    return new Peak(depth)::run;
  }

  private static final Change[] NOTHING = {};

  @Override
  public Right right(Block... b) {
    PackedRight[] packed = new PackedRight[b.length];
    for (int i = 0; i < b.length; i++) packed[i] = PackedRight.of(b[i]);
    Right plain = Backend.super.right(b);
    return new Right() {
      @Override
      public void multiply(Block[] a, Block out, boolean accumulate) {
        if (!multiply(a, out, accumulate, NOTHING)) plain.multiply(a, out, accumulate);
        Reference.reachabilityFence(b);
      }

      @Override
      public boolean multiply(Block[] a, Block out, boolean accumulate, Change... changes) {
        boolean done = RightProduct.run(packed, a, out, accumulate, changes);
        Reference.reachabilityFence(a);
        Reference.reachabilityFence(out);
        Reference.reachabilityFence(changes);
        return done;
      }

      @Override
      public void close() {
        for (int i = 0; i < packed.length; i++) {
          if (packed[i] != null) packed[i].release();
          packed[i] = null;
        }
      }
    };
  }

  @Override
  public Kept keepLinear(long rows, Block w, Block bias, Kept.Then then) {
    Kept k = KeptLinear.of(rows, w, bias, then);
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(bias);
    return k;
  }

  @Override
  public Kept keepConv(long[] x, Block w, Block bias, ConvSpec spec, Kept.Then then) {
    Kept k = KeptConv.of(x, w, bias, spec, then);
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(bias);
    return k;
  }

  @Override
  public Kept keepMaxPool(long[] x, long[] y, PoolSpec spec) {
    return KeptMaxPool.of(x, y, spec);
  }

  @Override
  public Factorizations factorizations() {
    return FACTORIZATIONS;
  }

  @Override
  public void softmax(Block in, Block out, int dim, boolean log) {
    Softmax.softmax(in, out, dim, log);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }

  @Override
  public void softmaxBackward(Block grad, Block out, Block gradIn, int dim, boolean log) {
    Softmax.softmaxBackward(grad, out, gradIn, dim, log);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(gradIn);
  }

  @Override
  public void layerNorm(
      Block in, Block weight, Block bias, Block out, Block moments, int dims, double eps) {
    LayerNorm.forward(in, weight, bias, out, moments, dims, eps);
    Reference.reachabilityFence(moments);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(weight);
    Reference.reachabilityFence(bias);
    Reference.reachabilityFence(out);
  }

  @Override
  public void layerNormBackward(
      Block grad,
      Block in,
      Block moments,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      int dims) {
    LayerNorm.backward(grad, in, moments, weight, gradIn, gradWeight, gradBias, dims);
    Reference.reachabilityFence(moments);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(weight);
    Reference.reachabilityFence(gradIn);
    Reference.reachabilityFence(gradWeight);
    Reference.reachabilityFence(gradBias);
  }

  @Override
  public boolean crossEntropy(Block x, Block target, long ignore, Block logs, Block loss) {
    if (!FloatCrossEntropy.takes(x, target, logs, loss)) return false;
    FloatCrossEntropy.forward(x, target, ignore, logs, loss);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(target);
    Reference.reachabilityFence(logs);
    Reference.reachabilityFence(loss);
    return true;
  }

  @Override
  public boolean crossEntropyBackward(
      Block x, Block target, long ignore, Block logs, Block grad, Block gradIn) {
    if (!FloatCrossEntropy.takes(x, target, logs, grad, gradIn)) return false;
    FloatCrossEntropy.backward(x, target, ignore, logs, grad, gradIn);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(target);
    Reference.reachabilityFence(logs);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(gradIn);
    return true;
  }

  @Override
  public boolean batchNorm(
      Block in, Block weight, Block bias, Block out, Block mean, Block variance, double eps) {
    if (!FloatBatchNorm.takes(in, weight, bias, out, mean, variance)) return false;
    FloatBatchNorm.forward(in, weight, bias, out, mean, variance, eps);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(weight);
    Reference.reachabilityFence(bias);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(mean);
    Reference.reachabilityFence(variance);
    return true;
  }

  @Override
  public boolean batchNormBackward(
      Block grad,
      Block in,
      Block mean,
      Block variance,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      double eps) {
    if (!FloatBatchNorm.takes(in, grad, mean, variance, weight, gradIn, gradWeight, gradBias))
      return false;
    FloatBatchNorm.backward(grad, in, mean, variance, weight, gradIn, gradWeight, gradBias, eps);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(mean);
    Reference.reachabilityFence(variance);
    Reference.reachabilityFence(weight);
    Reference.reachabilityFence(gradIn);
    Reference.reachabilityFence(gradWeight);
    Reference.reachabilityFence(gradBias);
    return true;
  }

  @Override
  public boolean attention(
      Block q, Block k, Block v, Block out, Block sums, boolean causal, double scale) {
    if (!Attention.takes(scale, q, k, v, out, sums)) return false;
    Attention.forward(q, k, v, out, sums, causal, scale);
    Reference.reachabilityFence(q);
    Reference.reachabilityFence(k);
    Reference.reachabilityFence(v);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(sums);
    return true;
  }

  @Override
  public boolean attentionBackward(
      Block grad,
      Block gradSums,
      Block q,
      Block k,
      Block v,
      Block out,
      Block sums,
      Block gradQ,
      Block gradK,
      Block gradV,
      boolean causal,
      double scale) {
    if (!Attention.takes(scale, grad, gradSums, q, k, v, out, sums, gradQ, gradK, gradV))
      return false;
    Attention.backward(grad, gradSums, q, k, v, out, sums, gradQ, gradK, gradV, causal, scale);
    for (Block b : new Block[] {grad, gradSums, q, k, v, out, sums, gradQ, gradK, gradV})
      Reference.reachabilityFence(b);
    return true;
  }

  @Override
  public void conv(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    Convolution.forward(x, w, bias, out, spec);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(bias);
    Reference.reachabilityFence(out);
  }

  @Override
  public void convInputGrad(Block grad, Block w, Block gradIn, ConvSpec spec) {
    Convolution.inputGradient(grad, w, gradIn, spec);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(w);
    Reference.reachabilityFence(gradIn);
  }

  @Override
  public void convWeightGrad(Block x, Block grad, Block gradW, ConvSpec spec) {
    Convolution.weightGradient(x, grad, gradW, spec);
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(gradW);
  }

  @Override
  public void maxPool(Block in, Block out, Block indices, PoolSpec spec) {
    Pooling.max(in, out, indices, spec);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(indices);
  }

  @Override
  public void maxPoolBackward(Block grad, Block indices, Block gradIn) {
    Pooling.maxGradient(grad, indices, gradIn);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(indices);
    Reference.reachabilityFence(gradIn);
  }

  @Override
  public boolean maxPoolTaps(Block in, Block out, Block taps, PoolSpec spec) {
    boolean done = out.layout().numel() > 0 && FloatPooling.max(in, out, taps, spec);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(taps);
    return done;
  }

  @Override
  public boolean maxPoolTapsBackward(Block grad, Block taps, Block gradIn, PoolSpec spec) {
    boolean done = FloatPooling.maxGradient(grad, taps, gradIn, spec);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(taps);
    Reference.reachabilityFence(gradIn);
    return done;
  }

  @Override
  public void avgPool(Block in, Block out, PoolSpec spec) {
    Pooling.average(in, out, spec);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }

  @Override
  public void avgPoolBackward(Block grad, Block gradIn, PoolSpec spec) {
    Pooling.averageGradient(grad, gradIn, spec);
    Reference.reachabilityFence(grad);
    Reference.reachabilityFence(gradIn);
  }

  @Override
  public boolean resample(Block in, Block out, Bands... bands) {
    boolean done = Resampler.run(in, out, bands);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
    return done;
  }

  @Override
  public void gather(Block in, int dim, Block index, Block out) {
    Gathering.gather(in, dim, index, out);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(index);
    Reference.reachabilityFence(out);
  }

  @Override
  public void scatter(Scatter kind, Block out, int dim, Block index, Block src) {
    Gathering.scatter(kind, out, dim, index, src);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(index);
    Reference.reachabilityFence(src);
  }

  @Override
  public void indexSelect(Block in, int dim, Block index, Block out) {
    Gathering.select(in, dim, index, out);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(index);
    Reference.reachabilityFence(out);
  }

  @Override
  public void indexScatter(Scatter kind, Block out, int dim, Block index, Block src) {
    Gathering.scatterSlices(kind, out, dim, index, src);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(index);
    Reference.reachabilityFence(src);
  }

  @Override
  public void sort(Block in, int dim, boolean descending, Block values, Block indices) {
    Sorting.sort(in, dim, descending, values, indices);
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(values);
    Reference.reachabilityFence(indices);
  }
}
