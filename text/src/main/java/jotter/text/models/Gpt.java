package jotter.text.models;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Embedding;
import jotter.nn.layers.LayerNorm;
import jotter.nn.layers.Linear;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// A language model: from tokens (N, L) to scores (N, L, vocabulary) of the token that follows
/// each. Blocks of attention to what came before and of maps of each token, normalized in front.
/// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners"; positions are {@link
/// Rotary}.
///
/// ```java
/// Gpt model = new Gpt(GptOptions.of(65, 128).size(192).heads(6).blocks(6));
/// Tensor scores = model.apply(tokens);
/// Tensor text = model.generate(prompt, 200, Sampling.temperature(0.8));
/// ```
public final class Gpt extends BaseLayer {
  private final GptOptions options;
  final Embedding tokens;
  final List<Block> blocks = new ArrayList<>();
  final LayerNorm norm;
  final Linear head;
  private final Dropout dropout;

  public Gpt(GptOptions o) {
    o.check();
    options = o;
    tokens = new Embedding(o.vocabulary(), o.size());
    Rotary rotary = new Rotary(o.size() / o.heads(), o.context());
    for (int i = 0; i < o.blocks(); i++) blocks.add(new Block(o, rotary));
    norm = new LayerNorm(o.size());
    head = new Linear(o.size(), o.vocabulary(), false);
    dropout = new Dropout(o.dropout());
    // GPT-2's: small normal weights, smaller ones where a block's result is added.
    Init.normal(tokens.weight.value(), 0, 0.02);
    Init.normal(head.weight.value(), 0, 0.02);
    double added = 0.02 / Math.sqrt(2.0 * o.blocks());
    for (Block b : blocks) {
      Init.normal(b.qkv.weight.value(), 0, 0.02);
      Init.normal(b.up.weight.value(), 0, 0.02);
      Init.normal(b.out.weight.value(), 0, added);
      Init.normal(b.down.weight.value(), 0, added);
    }
  }

  /// What it was made with.
  public GptOptions options() {
    return options;
  }

  /// The weight matrices inside of the blocks.
  public List<Param> matrices() {
    return blocks.stream()
        .flatMap(b -> List.of(b.qkv.weight, b.out.weight, b.up.weight, b.down.weight).stream())
        .toList();
  }

  @Override
  public Tensor forward(Tensor x) {
    return forward(x, null);
  }

  private Tensor forward(Tensor x, KeyValueCache cache) {
    Check.rank("Gpt", "the tokens", x, 2);
    long seen = cache == null ? 0 : cache.length();
    Check.value(
        seen + x.size(1) <= options.context(),
        "Gpt",
        (seen + x.size(1))
            + " tokens are more than the context of "
            + options.context()
            + "; keep the last ones with narrow(1, ...)");
    Tensor h = dropout.apply(tokens.apply(x));
    for (int i = 0; i < blocks.size(); i++)
      h = blocks.get(i).forward(h, cache == null ? null : cache.layer(i), seen);
    if (cache != null) cache.advance(x.size(1));
    return head.apply(norm.apply(h));
  }

  /// Goes on with a text, token by token; where the context is full, the older half is forgotten.
  ///
  /// @param prompt what the text begins with (N, L), at least one token
  /// @param count how many tokens are added
  /// @param choose picks tokens (N) by their scores (N, vocabulary)
  /// @return the prompt and what follows (N, L + count)
  public Tensor generate(Tensor prompt, int count, UnaryOperator<Tensor> choose) {
    Check.rank("generate", "the prompt", prompt, 2);
    Check.value(prompt.size(1) > 0, "generate", "the prompt must have at least one token");
    return Grad.off(
        () ->
            jotter.nn.Mode.eval(
                () -> {
                  Tensor all = prompt;
                  Tensor next = last(prompt, options.context());
                  KeyValueCache cache = new KeyValueCache(options.blocks());
                  for (int i = 0; i < count; i++) {
                    if (cache.length() + next.size(1) > options.context()) {
                      cache = new KeyValueCache(options.blocks());
                      next = last(all, Math.max(1, options.context() / 2));
                    }
                    Tensor input = next;
                    KeyValueCache into = cache;
                    next =
                        Scope.run(
                            () -> {
                              Tensor scores = call(() -> forward(input, into));
                              return choose.apply(scores.select(1, -1)).unsqueeze(1);
                            });
                    all = Tensor.cat(1, all, next);
                  }
                  return all;
                }));
  }

  private static Tensor last(Tensor t, long n) {
    long m = Math.min(n, t.size(1));
    return t.narrow(1, t.size(1) - m, m);
  }

  /// Attention and a network for each token, both added to what comes in.
  static final class Block extends BaseLayer {
    private final int heads;
    private final double rate;
    private final Rotary rotary;
    final LayerNorm norm1;
    final Linear qkv;
    final Linear out;
    final LayerNorm norm2;
    final Linear up;
    final Linear down;
    private final Dropout dropout;

    Block(GptOptions o, Rotary rotary) {
      heads = o.heads();
      rate = o.dropout();
      this.rotary = rotary;
      long size = o.size();
      norm1 = new LayerNorm(size);
      qkv = new Linear(size, 3 * size, false);
      out = new Linear(size, size, false);
      norm2 = new LayerNorm(size);
      up = new Linear(size, 4 * size, false);
      down = new Linear(4 * size, size, false);
      dropout = new Dropout(o.dropout());
    }

    @Override
    public Tensor forward(Tensor x) {
      return forward(x, null, 0);
    }

    Tensor forward(Tensor x, KeyValueCache.Layer cache, long seen) {
      Tensor y = x.add(dropout.apply(out.apply(attend(norm1.apply(x), cache, seen))));
      return y.add(dropout.apply(down.apply(up.apply(norm2.apply(y)).gelu())));
    }

    private Tensor attend(Tensor x, KeyValueCache.Layer cache, long seen) {
      long n = x.size(0);
      long length = x.size(1);
      long size = x.size(2);
      Tensor[] parts =
          qkv.apply(x).view(n, length, 3, heads, size / heads).permute(2, 0, 3, 1, 4).unbind(0);
      Tensor q = rotary.forward(parts[0], seen);
      Tensor k = rotary.forward(parts[1], seen);
      Tensor v = parts[2];
      if (cache != null) {
        k = cache.keys(k);
        v = cache.values(v);
      }
      double p = isTraining() ? rate : 0;
      // A single new token sees everything before it; several see a triangle.
      Tensor y = F.scaledDotProductAttention(q, k, v, null, p, length > 1, null, false);
      return y.transpose(1, 2).reshape(n, length, size);
    }
  }
}
