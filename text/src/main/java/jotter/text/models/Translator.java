package jotter.text.models;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Mode;
import jotter.nn.Param;
import jotter.nn.State;
import jotter.nn.init.Init;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Embedding;
import jotter.nn.layers.LayerNorm;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.text.generate.BeamSearch;

/// Reads a sentence and writes another: a transformer with one table of tokens for both languages
/// and for the scores (Press and Wolf 2017, arXiv:1608.05859), normalization in front, positions as
/// sines. Vaswani et al. 2017, arXiv:1706.03762.
///
/// Sentences are (N, S) and (N, L), int64, filled up with the padding.
///
/// ```java
/// Tensor scores = model.apply(source, begun);    // (N, L, vocabulary)
/// List<int[]> said = model.translate(source, BeamSearch.of(5, begin, end));
/// ```
public final class Translator extends BaseLayer {
  private final TranslatorOptions options;
  final Embedding tokens;
  final List<TranslatorBlock> readers = new ArrayList<>();
  final List<TranslatorBlock> writers = new ArrayList<>();
  final LayerNorm readNorm;
  final LayerNorm writeNorm;
  final Param bias;
  private final State positions;
  private final Dropout dropout;

  public Translator(TranslatorOptions o) {
    o.check();
    options = o;
    tokens = new Embedding(o.vocabulary(), o.size());
    Init.normal(tokens.weight.value(), 0, 1 / Math.sqrt(o.size()));
    for (int i = 0; i < o.encoders(); i++) readers.add(new TranslatorBlock(o, false));
    for (int i = 0; i < o.decoders(); i++) writers.add(new TranslatorBlock(o, true));
    for (TranslatorBlock b : readers) b.matrices().forEach(p -> Init.xavierUniform(p.value(), 1));
    for (TranslatorBlock b : writers) b.matrices().forEach(p -> Init.xavierUniform(p.value(), 1));
    readNorm = new LayerNorm(o.size());
    writeNorm = new LayerNorm(o.size());
    bias = new Param(Tensor.zeros(o.vocabulary()));
    positions = State.transitory(sines(o.length(), (int) o.size()));
    dropout = new Dropout(o.dropout());
  }

  private static Tensor sines(int length, int size) {
    float[] r = new float[length * size];
    for (int p = 0; p < length; p++)
      for (int i = 0; i < size; i++) {
        double angle = p * Math.pow(10_000, -2.0 * (i / 2) / size);
        r[p * size + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    return Tensor.of(r, length, size);
  }

  /// What it was made with.
  public TranslatorOptions options() {
    return options;
  }

  /// The weight matrices inside of the blocks.
  public List<Param> matrices() {
    List<Param> r = new ArrayList<>();
    readers.forEach(b -> r.addAll(b.matrices()));
    writers.forEach(b -> r.addAll(b.matrices()));
    return r;
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException("Translator: call apply(source, begun)");
  }

  /// The scores (N, L, vocabulary) of the token after each of `begun`.
  public Tensor apply(Tensor source, Tensor begun) {
    return call(
        () -> {
          Tensor hidden = hidden(source);
          Tensor memory = read(source, hidden);
          Tensor x = place(begun, 0);
          for (TranslatorBlock b : writers)
            x = b.write(x, null, b.cross.keysAndValues(memory), hidden);
          return scores(x);
        });
  }

  /// -∞ where there is padding, else 0: (N, 1, 1, S).
  private Tensor hidden(Tensor source) {
    Tensor pad = source.eq(options.padding());
    return Tensor.zeros(source.shape())
        .maskedFill(pad, Double.NEGATIVE_INFINITY)
        .unsqueeze(1)
        .unsqueeze(1);
  }

  private Tensor read(Tensor source, Tensor hidden) {
    Tensor x = place(source, 0);
    for (TranslatorBlock b : readers) x = b.read(x, hidden);
    return readNorm.apply(x);
  }

  private Tensor place(Tensor t, long at) {
    Check.rank("Translator", "the tokens", t, 2);
    Check.value(
        at + t.size(1) <= options.length(),
        "Translator",
        (at + t.size(1)) + " tokens are more than the " + options.length() + " it is made for");
    Tensor p = positions.value().narrow(0, at, t.size(1));
    return dropout.apply(tokens.apply(t).mul(Math.sqrt(options.size())).add(p));
  }

  private Tensor scores(Tensor x) {
    long n = x.size(0);
    Tensor flat = writeNorm.apply(x).flatten(0, 1);
    return bias.value().addmm(flat, tokens.weight.value().t()).view(n, -1, options.vocabulary());
  }

  /// The best translations that a search finds, without the tokens that begin and end them.
  ///
  /// @param source sentences (N, S)
  public List<int[]> translate(Tensor source, BeamSearch search) {
    return Grad.off(
        () -> Mode.eval(() -> call(() -> search.best(source.size(0), new Writing(source)))));
  }

  /// The state of a search: what was read, and what was written so far, for each row.
  private final class Writing implements BeamSearch.Step {
    private Tensor hidden;
    private final List<Tensor[]> memory = new ArrayList<>();
    private final KeyValueCache cache = new KeyValueCache(writers.size());

    Writing(Tensor source) {
      hidden = hidden(source);
      Tensor read = read(source, hidden);
      for (TranslatorBlock b : writers) {
        Tensor[] kv = b.cross.keysAndValues(read);
        memory.add(new Tensor[] {kv[0].contiguous(), kv[1].contiguous()});
      }
    }

    @Override
    public Tensor next(Tensor last, Tensor from) {
      return Scope.run(
          () -> {
            follow(from);
            Tensor x = place(last.unsqueeze(1), cache.length());
            for (int i = 0; i < writers.size(); i++)
              x = writers.get(i).write(x, cache.layer(i), memory.get(i), hidden);
            cache.advance(1);
            return scores(x).select(1, 0);
          });
    }

    private void follow(Tensor from) {
      cache.select(from);
      hidden = Scope.keep(hidden.indexSelect(0, from));
      for (Tensor[] kv : memory)
        for (int i = 0; i < 2; i++) kv[i] = Scope.keep(kv[i].indexSelect(0, from));
    }
  }
}
