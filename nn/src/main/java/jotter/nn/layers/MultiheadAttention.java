package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Attention with several heads: softmax(Q·Kᵀ/√d)·V, with Q, K and V mapped from the inputs for
/// each head, and the heads' outputs mapped together.
///
/// Query (L, N, E), key and value (S, N, E), with `batchFirst` (N, L, E), or without N. Vaswani et
/// al. 2017, "Attention Is All You Need", arXiv:1706.03762.
///
/// ```java
/// var attention = new MultiheadAttention(64, 8, AttentionOptions.USUAL.batchFirst(true));
/// Tensor y = attention.apply(x, x, x, Masks.NONE).output();
/// ```
public final class MultiheadAttention extends BaseLayer {
  /// What may not be looked at. Truth values: true hides; numbers are added to the scores.
  ///
  /// @param keys keys that are padding (N, S), or null
  /// @param pairs pairs of query and key (L, S) or (N·heads, L, S), or null
  public record Masks(Tensor keys, Tensor pairs) {
    /// Everything is seen.
    public static final Masks NONE = new Masks(null, null);
  }

  /// What attention gives.
  ///
  /// @param output (L, N, E), in the form of the query
  /// @param weights how much each query looked at each key, (N, L, S), or null
  public record Result(Tensor output, Tensor weights) {}

  private final long size;
  private final int heads;
  private final AttentionOptions options;

  /// (3E, E): the maps to queries, keys and values; null if keys or values have another size.
  public final Param inProjWeight;

  /// (E, E), null if all three are one.
  public final Param qProjWeight;

  public final Param kProjWeight;
  public final Param vProjWeight;

  /// (3E), null without bias.
  public final Param inProjBias;

  /// One more key, null unless asked for.
  public final Param biasK;

  /// One more value, null unless asked for.
  public final Param biasV;

  /// The map of the heads' outputs.
  public final Linear outProj;

  public MultiheadAttention(long size, int heads) {
    this(size, heads, AttentionOptions.USUAL);
  }

  /// @param size E, the features of the query and the output
  /// @param heads how many heads there are; E is a multiple of it
  public MultiheadAttention(long size, int heads, AttentionOptions o) {
    Check.value(
        size > 0 && heads > 0 && size % heads == 0,
        "MultiheadAttention",
        "the size must be a positive multiple of the heads, got " + size + " and " + heads);
    this.size = size;
    this.heads = heads;
    this.options = o;
    long k = o.keySize() == 0 ? size : o.keySize();
    long v = o.valueSize() == 0 ? size : o.valueSize();
    boolean same = k == size && v == size;
    // The order of PyTorch's draws: the output's map first, which Linear draws.
    outProj = new Linear(size, size, o.bias());
    inProjWeight = same ? xavier(3 * size, size) : null;
    qProjWeight = same ? null : xavier(size, size);
    kProjWeight = same ? null : xavier(size, k);
    vProjWeight = same ? null : xavier(size, v);
    inProjBias = o.bias() ? new Param(Tensor.zeros(3 * size)) : null;
    if (o.bias()) Init.zeros(outProj.bias.value());
    biasK = o.extraBias() ? new Param(Init.xavierNormal(Tensor.empty(1, 1, size), 1)) : null;
    biasV = o.extraBias() ? new Param(Init.xavierNormal(Tensor.empty(1, 1, size), 1)) : null;
  }

  private static Param xavier(long out, long in) {
    return new Param(Init.xavierUniform(Tensor.empty(out, in), 1));
  }

  /// The output and the weights, averaged over the heads.
  public Result apply(Tensor query, Tensor key, Tensor value, Masks masks) {
    return apply(query, key, value, masks, true, true);
  }

  /// Attention with all options of a call.
  ///
  /// @param weights whether the weights are wanted
  /// @param average whether they are averaged over the heads
  public Result apply(
      Tensor query, Tensor key, Tensor value, Masks masks, boolean weights, boolean average) {
    return call(
        () -> {
          boolean swap = options.batchFirst() && query.rank() == 3;
          Tensor[] r =
              F.multiHeadAttention(
                  swap ? query.transpose(0, 1) : query,
                  swap ? key.transpose(0, 1) : key,
                  swap ? value.transpose(0, 1) : value,
                  heads,
                  new F.AttentionWeights(
                      Param.orNull(inProjWeight),
                      Param.orNull(inProjBias),
                      Param.orNull(biasK),
                      Param.orNull(biasV),
                      outProj.weight.value(),
                      Param.orNull(outProj.bias),
                      Param.orNull(qProjWeight),
                      Param.orNull(kProjWeight),
                      Param.orNull(vProjWeight)),
                  new F.AttentionOptions(
                      options.zeroAttention(),
                      options.dropout(),
                      isTraining(),
                      masks.keys(),
                      weights,
                      masks.pairs(),
                      average));
          return new Result(swap ? r[0].transpose(0, 1) : r[0], r[1]);
        });
  }

  /// Self-attention without masks.
  @Override
  public Tensor forward(Tensor x) {
    return apply(x, x, x, Masks.NONE, false, true).output();
  }

  @Override
  protected String details() {
    return size + ", " + heads + (options.batchFirst() ? ", batch_first=True" : "");
  }
}
