package jotter.bench.models;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.layers.Embedding;
import jotter.nn.layers.LayerNorm;
import jotter.nn.layers.Linear;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Reads a text in both directions: (N, L) tokens to (N, L, 768) features, with twelve layers.
/// Devlin et al. 2019, arXiv:1810.04805, in its base size.
public final class Bert extends BaseLayer {
  private static final long SIZE = 768;
  private static final long HEADS = 12;
  private static final double EPS = 1e-12;

  final Embedding word = new Embedding(30522, SIZE);
  final Embedding pos = new Embedding(512, SIZE);
  final Embedding seg = new Embedding(2, SIZE);
  final LayerNorm ln = norm();
  final List<Encoder> layers = new ArrayList<>();

  public Bert() {
    for (int i = 0; i < 12; i++) {
      layers.add(new Encoder());
    }
  }

  private static LayerNorm norm() {
    return new LayerNorm(new long[] {SIZE}, EPS, true, true);
  }

  /// All tokens belong to the first segment.
  @Override
  public Tensor forward(Tensor tokens) {
    Tensor places = pos.weight.value().narrow(0, 0, tokens.size(1));
    Tensor x = word.apply(tokens).add(places).add(seg.weight.value().select(0, 0));
    x = ln.apply(x);
    for (Encoder layer : layers) {
      x = layer.apply(x);
    }
    return x;
  }

  /// Attention and a network for each token, both added to what comes in, then normalized.
  static final class Encoder extends BaseLayer {
    final Linear q = new Linear(SIZE, SIZE);
    final Linear k = new Linear(SIZE, SIZE);
    final Linear v = new Linear(SIZE, SIZE);
    final Linear o = new Linear(SIZE, SIZE);
    final LayerNorm ln1 = norm();
    final Linear ff1 = new Linear(SIZE, 4 * SIZE);
    final Linear ff2 = new Linear(4 * SIZE, SIZE);
    final LayerNorm ln2 = norm();

    @Override
    public Tensor forward(Tensor x) {
      Tensor y =
          F.scaledDotProductAttention(
              heads(q.apply(x)), heads(k.apply(x)), heads(v.apply(x)), false);
      y = y.transpose(1, 2).reshape(x.shape());
      x = ln1.apply(x.add(o.apply(y)));
      return ln2.apply(x.add(ff2.apply(ff1.apply(x).gelu())));
    }

    /// (N, L, size) to (N, heads, L, size of a head).
    private static Tensor heads(Tensor x) {
      return x.view(x.size(0), x.size(1), HEADS, SIZE / HEADS).transpose(1, 2);
    }
  }
}
