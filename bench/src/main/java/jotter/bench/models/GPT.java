package jotter.bench.models;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.layers.Embedding;
import jotter.nn.layers.LayerNorm;
import jotter.nn.layers.Linear;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A small language model: (N, L) tokens to (N, L, 65) scores of the next token, with six blocks of
/// attention to what came before. Radford et al. 2019, "Language Models are Unsupervised Multitask
/// Learners".
public final class GPT extends BaseLayer {
  private static final long VOCABULARY = 65;
  private static final long CONTEXT = 128;
  private static final long SIZE = 192;
  private static final long HEADS = 6;
  private static final int BLOCKS = 6;

  final Embedding tok = new Embedding(VOCABULARY, SIZE);
  final Embedding pos = new Embedding(CONTEXT, SIZE);
  final List<Block> blocks = new ArrayList<>();
  final LayerNorm lnF = new LayerNorm(SIZE);
  final Linear head = new Linear(SIZE, VOCABULARY, false);

  public GPT() {
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(new Block());
    }
  }

  @Override
  public Tensor forward(Tensor tokens) {
    return forward(tokens, null);
  }

  /// The scores of the tokens that follow those in `cache`.
  private Tensor forward(Tensor tokens, Cache cache) {
    long seen = cache == null ? 0 : cache.length;
    long length = tokens.size(1);
    Tensor x = tok.apply(tokens).add(pos.weight.value().narrow(0, seen, length));
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).forward(x, cache == null ? null : cache.blocks.get(i), seen);
    }
    if (cache != null) {
      cache.length += length;
    }
    return head.apply(lnF.apply(x));
  }

  /// The `count` tokens that the model thinks most likely after `prompt` (N, L), one by one: (N,
  /// count).
  public Tensor generate(Tensor prompt, int count) {
    Cache cache = new Cache(prompt.size(0));
    List<Tensor> tokens = new ArrayList<>();
    Tensor next = prompt;
    for (int i = 0; i < count; i++) {
      Tensor scores = call(next, cache);
      next = scores.select(1, -1).argmax(-1, true);
      tokens.add(next);
    }
    return Tensor.cat(1, tokens.toArray(Tensor[]::new));
  }

  private Tensor call(Tensor tokens, Cache cache) {
    return call(() -> forward(tokens, cache));
  }

  /// The keys and values of all tokens so far, so that a token is looked at once.
  private static final class Cache {
    final List<KeysAndValues> blocks = new ArrayList<>();
    long length;

    Cache(long samples) {
      long[] shape = {samples, HEADS, CONTEXT, SIZE / HEADS};
      for (int i = 0; i < BLOCKS; i++) {
        blocks.add(new KeysAndValues(Tensor.empty(shape), Tensor.empty(shape)));
      }
    }
  }

  /// Each (N, heads, context, size of a head), filled from the front.
  private record KeysAndValues(Tensor keys, Tensor values) {}

  /// Attention and a network for each token, both added to what comes in.
  static final class Block extends BaseLayer {
    final LayerNorm ln1 = new LayerNorm(SIZE);
    final Linear qkv = new Linear(SIZE, 3 * SIZE);
    final Linear proj = new Linear(SIZE, SIZE);
    final LayerNorm ln2 = new LayerNorm(SIZE);
    final Linear fc = new Linear(SIZE, 4 * SIZE);
    final Linear out = new Linear(4 * SIZE, SIZE);

    @Override
    public Tensor forward(Tensor x) {
      return forward(x, null, 0);
    }

    /// @param cache what was seen so far, or null
    /// @param seen how many tokens that are
    Tensor forward(Tensor x, KeysAndValues cache, long seen) {
      x = x.add(proj.apply(attention(qkv.apply(ln1.apply(x)), cache, seen)));
      return x.add(out.apply(fc.apply(ln2.apply(x)).gelu()));
    }

    private Tensor attention(Tensor queriesKeysValues, KeysAndValues cache, long seen) {
      long n = queriesKeysValues.size(0);
      long length = queriesKeysValues.size(1);
      Tensor[] parts = queriesKeysValues.chunk(3, 2);
      Tensor q = heads(parts[0]);
      Tensor k = heads(parts[1]);
      Tensor v = heads(parts[2]);
      if (cache != null) {
        cache.keys().narrow(2, seen, length).copy_(k);
        cache.values().narrow(2, seen, length).copy_(v);
        k = cache.keys().narrow(2, 0, seen + length);
        v = cache.values().narrow(2, 0, seen + length);
      }
      Tensor y = F.scaledDotProductAttention(q, k, v, length > 1);
      return y.transpose(1, 2).reshape(n, length, SIZE);
    }

    /// (N, L, size) to (N, heads, L, size of a head).
    private static Tensor heads(Tensor x) {
      return x.view(x.size(0), x.size(1), HEADS, SIZE / HEADS).transpose(1, 2);
    }
  }
}
