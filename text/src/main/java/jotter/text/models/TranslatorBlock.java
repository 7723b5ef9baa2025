package jotter.text.models;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.LayerNorm;
import jotter.nn.layers.Linear;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A block of a {@link Translator}: attention to the own sentence, attention to the other one where
/// it writes, and two maps, each normalized in front and added.
final class TranslatorBlock extends BaseLayer {
  final Attention self;
  final Attention cross;
  final LayerNorm norm1;
  final LayerNorm norm2;
  final LayerNorm norm3;
  final Linear up;
  final Linear down;
  private final Dropout dropout;

  /// @param writes whether it looks at another sentence, too
  TranslatorBlock(TranslatorOptions o, boolean writes) {
    self = new Attention(o.size(), o.heads());
    cross = writes ? new Attention(o.size(), o.heads()) : null;
    norm1 = new LayerNorm(o.size());
    norm2 = writes ? new LayerNorm(o.size()) : null;
    norm3 = new LayerNorm(o.size());
    up = new Linear(o.size(), o.feedForward());
    down = new Linear(o.feedForward(), o.size());
    dropout = new Dropout(o.dropout());
  }

  List<Param> matrices() {
    List<Param> r = new ArrayList<>(self.matrices());
    if (cross != null) r.addAll(cross.matrices());
    r.add(up.weight);
    r.add(down.weight);
    return r;
  }

  @Override
  public Tensor forward(Tensor x) {
    return read(x, null);
  }

  /// Reads a sentence (N, S, E).
  ///
  /// @param hidden (N, 1, 1, S), what is added to the scores of each place, or null
  Tensor read(Tensor x, Tensor hidden) {
    Tensor y = norm1.apply(x);
    Tensor a = x.add(dropout.apply(self.look(y, self.keysAndValues(y), hidden, false)));
    return maps(a);
  }

  /// Writes the places (N, L, E).
  ///
  /// @param cache what was written so far, or null
  /// @param memory the keys and values of the sentence that was read
  Tensor write(Tensor x, KeyValueCache.Layer cache, Tensor[] memory, Tensor hidden) {
    Tensor y = norm1.apply(x);
    Tensor[] own = self.keysAndValues(y);
    if (cache != null) own = new Tensor[] {cache.keys(own[0]), cache.values(own[1])};
    Tensor a = x.add(dropout.apply(self.look(y, own, null, x.size(1) > 1)));
    Tensor b = a.add(dropout.apply(cross.look(norm2.apply(a), memory, hidden, false)));
    return maps(b);
  }

  private Tensor maps(Tensor x) {
    Tensor y = dropout.apply(up.apply(norm3.apply(x)).relu());
    return x.add(dropout.apply(down.apply(y)));
  }

  /// Attention whose keys and values can be kept.
  static final class Attention extends BaseLayer {
    private final int heads;
    final Linear query;
    final Linear keyValue;
    final Linear out;

    Attention(long size, int heads) {
      this.heads = heads;
      query = new Linear(size, size);
      keyValue = new Linear(size, 2 * size);
      out = new Linear(size, size);
    }

    List<Param> matrices() {
      return List.of(query.weight, keyValue.weight, out.weight);
    }

    @Override
    public Tensor forward(Tensor x) {
      return look(x, keysAndValues(x), null, false);
    }

    /// Keys and values (N, heads, S, features) of what is looked at.
    Tensor[] keysAndValues(Tensor x) {
      long size = x.size(2);
      return keyValue
          .apply(x)
          .view(x.size(0), x.size(1), 2, heads, size / heads)
          .permute(2, 0, 3, 1, 4)
          .unbind(0);
    }

    Tensor look(Tensor x, Tensor[] keysAndValues, Tensor hidden, boolean causal) {
      long n = x.size(0);
      long length = x.size(1);
      long size = x.size(2);
      Tensor q = query.apply(x).view(n, length, heads, size / heads).transpose(1, 2);
      Tensor y =
          F.scaledDotProductAttention(
              q, keysAndValues[0], keysAndValues[1], hidden, 0, causal, null, false);
      return out.apply(y.transpose(1, 2).reshape(n, length, size));
    }
  }
}
