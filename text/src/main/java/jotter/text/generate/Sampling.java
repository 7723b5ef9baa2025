package jotter.text.generate;

import java.util.function.UnaryOperator;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Ways to pick the next token by the scores (N, vocabulary) of a language model; each gives tokens
/// (N), int64. Random numbers come from `Rng.current()`.
///
/// ```java
/// model.generate(prompt, 200, Sampling.temperature(0.8));
/// model.generate(prompt, 200, Sampling.nucleus(0.9, 1));
/// ```
public final class Sampling {
  private Sampling() {}

  /// The token with the largest score.
  public static UnaryOperator<Tensor> greedy() {
    return scores -> scores.argmax(-1);
  }

  /// Drawn by probabilities; a temperature below 1 makes frequent tokens more frequent.
  public static UnaryOperator<Tensor> temperature(double temperature) {
    positive(temperature);
    return scores -> draw(scores.div(temperature));
  }

  /// Drawn among the `k` tokens with the largest scores. Fan et al. 2018, arXiv:1805.04833.
  public static UnaryOperator<Tensor> top(int k, double temperature) {
    positive(temperature);
    Check.value(k > 0, "top", "k must be positive, got " + k);
    return scores -> {
      int n = (int) Math.min(k, scores.size(-1));
      Tensor least = scores.topk(n, -1, true).values().narrow(-1, n - 1, 1);
      return draw(scores.maskedFill(scores.lt(least), Double.NEGATIVE_INFINITY).div(temperature));
    };
  }

  /// Drawn among the fewest tokens whose probabilities add up to `p`. Holtzman et al. 2019,
  /// arXiv:1904.09751.
  public static UnaryOperator<Tensor> nucleus(double p, double temperature) {
    positive(temperature);
    Check.value(p > 0 && p <= 1, "nucleus", "p must be in (0, 1], got " + p);
    return scores -> {
      Tensor probabilities = scores.div(temperature).softmax(-1);
      int n = (int) scores.size(-1);
      var sorted = probabilities.topk(n, -1, true);
      // A token stays if those before it do not yet add up to p.
      Tensor before = sorted.values().cumsum(-1).sub(sorted.values());
      Tensor kept = sorted.values().maskedFill(before.ge(p), 0);
      Tensor place = Tensor.multinomial(kept, 1, true);
      return sorted.indices().gather(-1, place).squeeze(-1);
    };
  }

  private static void positive(double temperature) {
    Check.value(
        temperature > 0, "sampling", "the temperature must be positive, got " + temperature);
  }

  private static Tensor draw(Tensor scores) {
    Tensor p = scores.to(DType.FLOAT32).softmax(-1);
    return Tensor.multinomial(p, 1, true).squeeze(-1);
  }
}
