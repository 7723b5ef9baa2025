package jotter.examples;

import java.util.List;
import java.util.Map;
import jotter.nn.Param;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.data.Sampler;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.JointOptimizer;
import jotter.nn.optim.LambdaLR;
import jotter.nn.optim.Muon;
import jotter.nn.train.Outcome;
import jotter.nn.train.Trainer;
import jotter.tensor.F;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.text.datasets.TinyShakespeare;
import jotter.text.datasets.TokenWindows;
import jotter.text.generate.Sampling;
import jotter.text.models.Gpt;
import jotter.text.models.GptOptions;
import jotter.text.tokenize.CharTokenizer;

/// A GPT of six blocks learns to write like Shakespeare, character by character.
final class ShakespeareGpt implements Example {
  private static final int CONTEXT = 128;
  private static final int BATCH = 32;
  private static final int EPOCH = 100;
  private static final int EPOCHS = 6;

  @Override
  public String name() {
    return "shakespeare";
  }

  @Override
  public String about() {
    return "a GPT of 6 blocks on tiny Shakespeare, character by character: validation loss 1.60";
  }

  @Override
  public Result run(Run run) throws Exception {
    String text = TinyShakespeare.text();
    CharTokenizer tokenizer = CharTokenizer.of(text);
    TokenWindows train = TokenWindows.all(tokenizer.tensor(TinyShakespeare.train()), CONTEXT);
    Tensor held = tokenizer.tensor(TinyShakespeare.valid());
    TokenWindows valid = TokenWindows.consecutive(held, CONTEXT);

    Rng.seed(run.seed());
    Gpt model = new Gpt(GptOptions.of(tokenizer.vocabulary().size(), CONTEXT).size(192).heads(6));
    run.say("%,d parameters, %,d characters", model.parameterCount(), text.length());

    // Matrices inside of the blocks learn about twice as fast with Muon as with AdamW alone.
    List<Param> matrices = model.matrices();
    List<Param> rest = model.parameters().stream().filter(p -> !matrices.contains(p)).toList();
    var optimizer =
        new JointOptimizer(
            new Muon(matrices, 0.02).weightDecay(0.01),
            new AdamW(rest, 3e-3).betas(0.9, 0.95).weightDecay(0.01));
    int steps = run.steps(EPOCH * EPOCHS);
    int epochs = (steps + EPOCH - 1) / EPOCH;
    var trainer =
        Trainer.of(model, optimizer, (Labeled b) -> Outcome.of(loss(model.apply(b.x()), b.y())))
            .scheduleSteps(new LambdaLR(optimizer, i -> rate(i, steps)))
            .clipNorm(1);
    run.attend(trainer);

    int each = Math.min(EPOCH, steps);
    var batches =
        DataLoader.of(train, BATCH)
            .sampler(Sampler.replacing(train.size(), (long) each * BATCH))
            .seed(run.seed());
    var some = DataLoader.of(valid.take(run.isTrial() ? 4 : 128), BATCH);
    trainer.fit(batches, some, epochs);

    Map<String, Double> measured =
        trainer.validate(DataLoader.of(run.isTrial() ? valid.take(4) : valid, BATCH));
    String sample = sample(model, tokenizer, run.isTrial() ? 20 : 600);
    run.say("%s", sample);
    run.write("sample.txt", sample);
    return new Result("validation loss", measured.get("loss"), 1.60, false, trainer.seconds());
  }

  /// The cross entropy of all characters of a batch.
  private static Tensor loss(Tensor scores, Tensor next) {
    return F.crossEntropy(scores.flatten(0, 1), next.flatten());
  }

  /// Up for 5 % of the steps, level, and down to zero over the last 60 %.
  private static double rate(int step, int steps) {
    double t = (double) step / steps;
    return Math.min(Math.min(1, (t + 1e-3) / 0.05), Math.max(0, (1 - t) / 0.6));
  }

  private static String sample(Gpt model, CharTokenizer tokenizer, int length) {
    Tensor prompt = tokenizer.tensor("\n").unsqueeze(0);
    Tensor text = model.generate(prompt, length, Sampling.temperature(0.8));
    return tokenizer.decode(text.select(0, 0).toIntArray()).strip();
  }
}
