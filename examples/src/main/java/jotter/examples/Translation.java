package jotter.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jotter.nn.Param;
import jotter.nn.data.BatchSampler;
import jotter.nn.data.Collate;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.JointOptimizer;
import jotter.nn.optim.LambdaLR;
import jotter.nn.optim.Muon;
import jotter.nn.train.Outcome;
import jotter.nn.train.Trainer;
import jotter.tensor.F;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.text.datasets.Multi30k;
import jotter.text.datasets.ParallelCorpus;
import jotter.text.generate.BeamSearch;
import jotter.text.metrics.Bleu;
import jotter.text.models.Translator;
import jotter.text.models.TranslatorOptions;
import jotter.text.tokenize.Bpe;
import jotter.text.tokenize.Vocabulary;

/// A transformer learns to translate captions of pictures from German to English.
final class Translation implements Example {
  private static final int VOCABULARY = 6000;
  private static final int EPOCHS = 4;
  private static final int TOKENS = 2400;
  private static final int LONGEST = 80;
  private static final int PAD = 0;
  private static final int BEGIN = 1;
  private static final int END = 2;

  @Override
  public String name() {
    return "multi30k";
  }

  @Override
  public String about() {
    return "a transformer on Multi30k from German to English: BLEU 30 on test_2016_flickr";
  }

  /// A sentence and its translation as tokens; the translation has a begin and an end.
  record Tokens(Tensor source, Tensor target) {}

  @Override
  public Result run(Run run) throws Exception {
    ParallelCorpus train = Multi30k.train("de", "en");
    ParallelCorpus valid = Multi30k.valid("de", "en");
    if (run.isTrial()) valid = valid.first(20);
    Bpe bpe = bpe(run, train);

    Rng.seed(run.seed());
    Translator model =
        new Translator(TranslatorOptions.of(bpe.vocabulary().size(), LONGEST).dropout(0.15));
    run.say("%,d parameters, %,d tokens", model.parameterCount(), bpe.vocabulary().size());

    Dataset<Tokens> pairs = tokens(train, bpe);
    var batches = loader(pairs, TOKENS).seed(run.seed());
    int perEpoch = run.steps((int) batches.batches());
    int steps = run.steps(perEpoch * EPOCHS) + 16; // an epoch may have a batch more than another
    List<Param> matrices = model.matrices();
    List<Param> rest = model.parameters().stream().filter(p -> !matrices.contains(p)).toList();
    var optimizer =
        new JointOptimizer(
            new Muon(matrices, 0.01).weightDecay(0.01),
            new AdamW(rest, 2e-3).betas(0.9, 0.98).weightDecay(0.01));
    var trainer =
        Trainer.of(model, optimizer, (Tokens b) -> Outcome.of(loss(model, b, model.isTraining())))
            .scheduleSteps(new LambdaLR(optimizer, i -> rate(i, steps)))
            .clipNorm(1);
    run.attend(trainer);
    if (run.isTrial()) pairs = tokens(train.first(perEpoch * 8), bpe);
    trainer.fit(
        run.isTrial() ? DataLoader.of(pairs, 8, Collate.padded(PAD)) : batches,
        loader(tokens(valid, bpe), TOKENS),
        run.isTrial() ? 1 : EPOCHS);

    ParallelCorpus test = Multi30k.test("de", "en");
    if (run.isTrial()) test = test.first(10);
    List<String> said = translate(model, bpe, test.source(), run.isTrial() ? 2 : 5);
    Bleu bleu = Bleu.corpus(said, test.target());
    run.say("%s", bleu);
    run.write("test.en", String.join("\n", said) + "\n");
    for (int i = 0; i < 3; i++)
      run.say("%n  %s%n  %s%n  (%s)", test.source().get(i), said.get(i), test.target().get(i));
    return new Result("BLEU", bleu.score(), 30, true, trainer.seconds());
  }

  /// What earlier starts of this run learned, or else learned from both sides.
  private static Bpe bpe(Run run, ParallelCorpus train) throws Exception {
    Path file = run.file("tokens.bpe");
    if (Files.exists(file)) return Bpe.load(file);
    Bpe bpe =
        Bpe.train(
            Stream.concat(train.source().stream(), train.target().stream()).toList(),
            VOCABULARY,
            List.of(Vocabulary.PAD, Vocabulary.BEGIN, Vocabulary.END));
    Files.createDirectories(run.out());
    bpe.save(file);
    return bpe;
  }

  private static Dataset<Tokens> tokens(ParallelCorpus corpus, Bpe bpe) {
    List<Tokens> r = new ArrayList<>();
    for (int i = 0; i < corpus.size(); i++) {
      long[] source = longs(bpe.encode(corpus.source().get(i)), LONGEST);
      long[] target = longs(bpe.encode(corpus.target().get(i)), LONGEST - 1);
      long[] framed = new long[target.length + 2];
      framed[0] = BEGIN;
      System.arraycopy(target, 0, framed, 1, target.length);
      framed[framed.length - 1] = END;
      r.add(new Tokens(Tensor.of(source), Tensor.of(framed)));
    }
    return Dataset.of(r);
  }

  private static long[] longs(int[] tokens, int most) {
    return Arrays.stream(tokens).limit(most).asLongStream().toArray();
  }

  private static DataLoader<Tokens> loader(Dataset<Tokens> data, int tokens) {
    long[] lengths = new long[(int) data.size()];
    for (int i = 0; i < lengths.length; i++) {
      Tokens t = data.get(i);
      lengths[i] = Math.max(t.source().numel(), t.target().numel());
    }
    return DataLoader.of(data, 1, Collate.<Tokens>padded(PAD))
        .batchSampler(BatchSampler.byTotal(lengths, tokens, 4000));
  }

  /// The cross entropy of each token after those before it, with labels smoothed in training.
  private static Tensor loss(Translator model, Tokens b, boolean training) {
    long n = b.target().size(1) - 1;
    Tensor scores = model.apply(b.source(), b.target().narrow(1, 0, n));
    Tensor wanted = b.target().narrow(1, 1, n).flatten();
    return F.crossEntropy(scores.flatten(0, 1), wanted, null, PAD, "mean", training ? 0.1 : 0);
  }

  /// Up for 8 % of the steps and down to zero along a line.
  private static double rate(int step, int steps) {
    double t = (double) step / steps;
    return Math.min((t + 1e-3) / 0.08, Math.max(0, (1 - t) / 0.92));
  }

  private static List<String> translate(
      Translator model, Bpe bpe, List<String> sentences, int beams) {
    // Sentences of similar length together, so that little is padded.
    List<Integer> order =
        IntStream.range(0, sentences.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sentences.get(i).length()))
            .toList();
    BeamSearch search = BeamSearch.of(beams, BEGIN, END).longest(60);
    String[] said = new String[sentences.size()];
    for (int at = 0; at < order.size(); at += 50) {
      List<Integer> part = order.subList(at, Math.min(order.size(), at + 50));
      List<Tensor> batch =
          part.stream().map(i -> Tensor.of(longs(bpe.encode(sentences.get(i)), LONGEST))).toList();
      List<int[]> best = model.translate(Collate.pad(batch, PAD), search);
      for (int k = 0; k < part.size(); k++) said[part.get(k)] = bpe.decode(best.get(k)).strip();
    }
    return List.of(said);
  }
}
