package jotter.tensor.spi;

import java.util.function.LongConsumer;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;

/// What an engine must provide, by families of operations. Shapes, types and devices were checked
/// before a call arrives here; outputs are allocated by the caller and may be of any layout unless
/// said otherwise. Engines are found by {@link java.util.ServiceLoader}.
public interface Backend {
  Device device();

  /// A line for people: what machine this engine uses and how.
  String description();

  /// Memory of at least `bytes` bytes, aligned to 64, contents undefined.
  Storage allocate(long bytes);

  /// What is in use and what waits to be used again.
  MemoryReport memory();

  /// `out[i] = program(in[0][i], in[1][i], ...)` for all `i`.
  ///
  /// All blocks have `out`'s shape (inputs are expanded by zero strides). Inputs are converted to
  /// `compute` as they are read; the result is converted to `out`'s type as it is written.
  /// `compute` is one of int32 (for narrower integers and bool, wrapped on writing), int64, float32
  /// (for the 16-bit floats too), float64, complex64, complex128. `out` may be one of the inputs,
  /// in the same layout. Integer division by zero throws ArithmeticException.
  void pointwise(Program program, DType compute, double[] scalars, Block out, Block... in);

  /// Changes the first of the blocks, which are all of one shape and type, as the rule says. False
  /// if the engine has no kernel for these blocks; then the caller goes formula by formula.
  default boolean update(Update rule, double[] scalars, Block... in) {
    return false;
  }

  /// Reduces `in` to `out`, which has the rank of `in` and size 1 where it is reduced. Sums and
  /// products of integers are taken in int64, of 16-bit floats in float32; a NaN makes a minimum or
  /// maximum NaN.
  void reduce(Reduction kind, Block in, Block out);

  /// The sums of `in` as [#reduce] takes them, each divided by `n`. False if the engine has no
  /// kernel for these blocks; then the caller divides the sums.
  default boolean mean(Block in, Block out, double n) {
    return false;
  }

  /// The index of the largest (or smallest) element along `dim`, the first one if there are
  /// several, a NaN before all; with the element itself if `value` is given. The outputs have size
  /// 1 at `dim`.
  void argReduce(boolean max, Block in, Block index, Block value, int dim);

  /// Mean and variance (divided by n - correction) over the dimensions in which the outputs have
  /// size 1.
  void variance(Block in, Block mean, Block variance, double correction);

  /// log Σ exp over the dimensions in which `out` has size 1, without overflow.
  void logSumExp(Block in, Block out);

  /// Accumulates along `dim`; `indices` (int64) tells where CUMMAX and CUMMIN found their element,
  /// else null.
  void scan(Scan kind, Block in, Block out, Block indices, int dim);

  /// The matrix products of the last two dimensions, for all batch dimensions, which are the same
  /// on all three (expanded by zero strides). With `accumulate` they are added to `out`.
  void matmul(Block a, Block b, Block out, boolean accumulate);

  /// `out = x·wᵀ + bias` for matrices; `bias`, a row that is added to each, may be null. False if
  /// the engine has no kernel for these blocks; then the caller puts it together.
  default boolean linear(Block x, Block w, Block bias, Block out) {
    return false;
  }

  /// `outᵢ = a·bᵢ` for matrices: products with the same left side, which is made ready once. The
  /// matrices of a right side lie on one another. False if the engine has no kernel for these
  /// blocks; then the caller makes one product after the other.
  default boolean products(Block a, Block[][] b, Block[] out) {
    return false;
  }

  /// The innermost part of float32 products alone, on numbers that stay in the fastest cache: what
  /// products are measured against. It is called with a number of multiplications, and makes so
  /// many or a few less, in sums of `depth`. Null if the engine cannot tell.
  default LongConsumer peak(int depth) {
    return null;
  }

  /// Matrices made ready to be right sides of many products. Closed, it gives back the room that
  /// they take up.
  interface Right extends AutoCloseable {
    /// `out = Σ aᵢ·rightᵢ`, or added to `out`: the left sides lie side by side, the right ones on
    /// one another. All are matrices.
    void multiply(Block[] a, Block out, boolean accumulate);

    /// The same with the only left side.
    default void multiply(Block a, Block out, boolean accumulate) {
      multiply(new Block[] {a}, out, accumulate);
    }

    /// The same, and then the changes, one after the other. Their matrices have as many rows as
    /// `out`, and what a change makes of a row depends on that row of `out` and of its own
    /// matrices; the left sides stay as they are. False if the engine has no kernel for these
    /// blocks; then nothing has happened.
    default boolean multiply(Block[] a, Block out, boolean accumulate, Change... changes) {
      return false;
    }

    @Override
    default void close() {}
  }

  /// Makes the matrices `b`, of equally many columns, ready for many products with {@link #matmul};
  /// they must not change as long as these go on.
  default Right right(Block... b) {
    return (a, out, accumulate) -> {
      for (int i = 0; i < b.length; i++) matmul(a[i], b[i], out, accumulate || i > 0);
    };
  }

  /// {@link #linear} with weights that stay as they are now, for matrices `x` of `rows` rows, and
  /// `then`, unless that is null. Null if the engine gains nothing by knowing them.
  default Kept keepLinear(long rows, Block w, Block bias, Kept.Then then) {
    return null;
  }

  /// {@link #conv} with weights that stay as they are now, for images of shape `x`, and `then`,
  /// unless that is null. Images and results lie with the channels innermost. Null if the engine
  /// gains nothing by knowing them.
  default Kept keepConv(long[] x, Block w, Block bias, ConvSpec spec, Kept.Then then) {
    return null;
  }

  /// {@link #maxPool} without indices, from images of shape `x` to results of shape `y` that lie
  /// with the channels innermost. Null if the engine has no kernel for that.
  default Kept keepMaxPool(long[] x, long[] y, PoolSpec spec) {
    return null;
  }

  /// Factorizations of real matrices and systems of equations.
  Factorizations factorizations();

  /// softmax along `dim`, or its logarithm; `out` has the shape of `in`.
  void softmax(Block in, Block out, int dim, boolean log);

  /// The gradient of {@link #softmax} from its result `out`.
  void softmaxBackward(Block grad, Block out, Block gradIn, int dim, boolean log);

  /// For logits `x` (N×C) and class numbers `target` (N, int64): log Σ e^x of each row into `logs`
  /// (N), and the sum of log Σ e^x - x[target] over all rows whose class is not `ignore` into
  /// `loss` (one element). False if the engine has no kernel for these blocks.
  default boolean crossEntropy(Block x, Block target, long ignore, Block logs, Block loss) {
    return false;
  }

  /// The gradient of {@link #crossEntropy} with respect to `x`, from its `logs` and the gradient of
  /// the loss: grad·(softmax(x) - 1 at the target). False if the engine has no kernel.
  default boolean crossEntropyBackward(
      Block x, Block target, long ignore, Block logs, Block grad, Block gradIn) {
    return false;
  }

  /// `out = (in - mean) · weight / √(variance + eps) + bias`, with mean and variance of the last
  /// `dims` dimensions; `weight` and `bias` may be null. `moments` takes the mean and 1/√(variance
  /// + eps) of each row, side by side: contiguous, float64 where `in` is, else float32.
  void layerNorm(
      Block in, Block weight, Block bias, Block out, Block moments, int dims, double eps);

  /// The gradients of {@link #layerNorm} from its `moments`; those that are null are not computed.
  void layerNormBackward(
      Block grad,
      Block in,
      Block moments,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      int dims);

  /// The same for each channel (dimension 1) over all others, with its mean and (biased) variance,
  /// of C elements each, as further results. False if the engine has no kernel for these blocks;
  /// then the caller puts it together from other operations.
  default boolean batchNorm(
      Block in, Block weight, Block bias, Block out, Block mean, Block variance, double eps) {
    return false;
  }

  /// The gradients of {@link #batchNorm}, from its results; those that are null are not computed.
  /// False if the engine has no kernel.
  default boolean batchNormBackward(
      Block grad,
      Block in,
      Block mean,
      Block variance,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      double eps) {
    return false;
  }

  /// `softmax(q·kᵀ·scale)·v` over the last two dimensions; `causal`: row i of q sees the rows of k
  /// up to i. `sums` (contiguous) gets the logarithm of each row's sum of exponentials. False if
  /// the engine has no kernel.
  default boolean attention(
      Block q, Block k, Block v, Block out, Block sums, boolean causal, double scale) {
    return false;
  }

  /// The gradients of {@link #attention} from its results, given that of `out` and (or null) that
  /// of `sums`, which is contiguous. False if the engine has no kernel.
  default boolean attentionBackward(
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
    return false;
  }

  /// The convolution of `x` (N, C, spatial) with `w` (out, C / groups, kernel), in one to three
  /// spatial dimensions; `bias` may be null. All are of `out`'s type.
  void conv(Block x, Block w, Block bias, Block out, ConvSpec spec);

  /// The gradient of {@link #conv} with respect to `x`: also the transposed convolution of `grad`.
  void convInputGrad(Block grad, Block w, Block gradIn, ConvSpec spec);

  /// The gradient of {@link #conv} with respect to `w`.
  void convWeightGrad(Block x, Block grad, Block gradW, ConvSpec spec);

  /// The largest element in each window of `in` (N, C, spatial) and, unless `indices` is null, its
  /// (int64; null if nobody asks).
  void maxPool(Block in, Block out, Block indices, PoolSpec spec);

  /// Adds each gradient to the place in `indices`; `gradIn` is zero elsewhere.
  void maxPoolBackward(Block grad, Block indices, Block gradIn);

  /// {@link #maxPool} for a gradient that needs no more: `taps` (float32, of `out`'s shape) gets
  /// the number of the tap, counted within the kernel, by which each element was seen. False if the
  /// engine has no kernel for these blocks.
  default boolean maxPoolTaps(Block in, Block out, Block taps, PoolSpec spec) {
    return false;
  }

  /// {@link #maxPoolBackward} from the numbers of taps. An engine that gave them takes them.
  default boolean maxPoolTapsBackward(Block grad, Block taps, Block gradIn, PoolSpec spec) {
    return false;
  }

  void avgPool(Block in, Block out, PoolSpec spec);

  void avgPoolBackward(Block grad, Block gradIn, PoolSpec spec);

  /// The last dimensions of `in` at other sizes, one of `bands` for each; both blocks are of one
  /// type, and both contiguous or both with {@link Layout#channelsLast() channels last}. False if
  /// the engine has no kernel; then the caller takes contiguous ones, and for these {@link
  /// #matmul}.
  default boolean resample(Block in, Block out, Bands... bands) {
    return false;
  }

  /// `out[i] = in[i with i[dim] = index[i]]`: `index` (int64) and `out` have the same shape, at
  /// most as large as `in` except at `dim`. Throws IndexOutOfBoundsException for an index out of
  /// range.
  void gather(Block in, int dim, Block index, Block out);

  /// `out[i with i[dim] = index[i]] (kind)= src[i]`, in row-major order of `i`; shapes as in {@link
  /// #gather}.
  void scatter(Scatter kind, Block out, int dim, Block index, Block src);

  /// The slices of `in` along `dim` at the places that the one-dimensional `index` lists.
  void indexSelect(Block in, int dim, Block index, Block out);

  /// Combines the slices of `src` along `dim` into the slices of `out` at the places that the
  /// one-dimensional `index` lists, in its order.
  void indexScatter(Scatter kind, Block out, int dim, Block index, Block src);

  /// Sorts along `dim`: values and their places before (int64). NaN counts as larger than all.
  /// Equal elements keep their order. Where `values` and `indices` have fewer places along `dim`
  /// than `in`, the first ones are wanted.
  void sort(Block in, int dim, boolean descending, Block values, Block indices);

  /// Copies between the processor's memory and this engine's; both blocks are contiguous.
  default void transfer(Block from, Block to) {
    throw new IllegalStateException(device() + " has no memory apart from the processor's");
  }
}
