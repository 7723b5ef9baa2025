package jotter.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.optim.Scheduler;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.io.SafeTensors;
import jotter.tensor.random.TorchGenerator;

/// Everything that training needs to go on as if nothing had happened: weights, the optimizer's and
/// the schedulers' state, the place, and the random source. One safetensors file, written to a
/// temporary file and renamed, so that there is always a whole one.
///
/// ```java
/// trainer.listen(Checkpoint.every(Path.of("run.safetensors")));
/// ...
/// Checkpoint.resume(trainer, Path.of("run.safetensors"));
/// trainer.fit(train, valid, 10); // the epochs that are left
/// ```
///
/// An epoch that was begun is begun again. The loader has to be made with the same seed.
public final class Checkpoint implements TrainListener {
  private final Path file;
  private final String metric;
  private final boolean max;
  private double best;

  private Checkpoint(Path file, String metric, boolean max) {
    this.file = file;
    this.metric = metric;
    this.max = max;
    best = max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  /// Writes the file after each epoch.
  public static Checkpoint every(Path file) {
    return new Checkpoint(file, null, false);
  }

  /// Writes the file after each epoch whose metric is the best so far.
  ///
  /// @param max whether larger is better
  public static Checkpoint best(Path file, String metric, boolean max) {
    return new Checkpoint(file, metric, max);
  }

  @Override
  public void on(TrainEvent event) {
    if (!(event instanceof TrainEvent.EpochDone e)) return;
    if (metric != null) {
      Double v = e.metrics().get(metric);
      if (v == null)
        throw Check.valueError(
            "Checkpoint", "no metric '" + metric + "'; there are " + e.metrics().keySet());
      if (max ? v <= best : v >= best) return;
      best = v;
    }
    try {
      save(e.trainer(), file);
    } catch (IOException x) {
      throw new UncheckedIOException("the checkpoint " + file + " cannot be written", x);
    }
  }

  /// Writes the trainer's state.
  public static void save(Trainer<?> trainer, Path file) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    trainer.model().stateDict().forEach((n, t) -> all.put("model." + n, t));
    trainer.optimizer().stateDict().forEach((n, t) -> all.put("optimizer." + n, t));
    List<Scheduler> schedulers = trainer.schedulers();
    for (int i = 0; i < schedulers.size(); i++) {
      String prefix = "scheduler." + i + ".";
      schedulers.get(i).state().forEach((n, v) -> all.put(prefix + n, number(v)));
    }
    all.put("trainer.place", Tensor.of(new long[] {trainer.epoch(), trainer.step()}));
    byte[] rng = Rng.current().state();
    long[] bytes = new long[rng.length];
    for (int i = 0; i < rng.length; i++) bytes[i] = rng[i];
    boolean torch = Rng.current() instanceof TorchGenerator;
    all.put("rng.state", Tensor.of(bytes));
    all.put("rng.seed", Tensor.of(new long[] {Rng.current().seed(), torch ? 1 : 0}));
    SafeTensors.save(all, file);
  }

  private static Tensor number(double v) {
    return Tensor.of(new double[] {v});
  }

  /// Brings a trainer, made as the one that was saved, to the saved state.
  ///
  /// @throws IOException if the file is missing or damaged
  public static void resume(Trainer<?> trainer, Path file) throws IOException {
    if (!Files.exists(file)) throw new IOException("there is no checkpoint " + file);
    Map<String, Tensor> all = SafeTensors.load(file);
    trainer.model().loadStateDict(part(all, "model."));
    trainer.optimizer().loadStateDict(part(all, "optimizer."));
    List<Scheduler> schedulers = trainer.schedulers();
    for (int i = 0; i < schedulers.size(); i++) {
      Map<String, Double> state = new LinkedHashMap<>();
      part(all, "scheduler." + i + ".").forEach((n, t) -> state.put(n, t.item()));
      schedulers.get(i).loadState(state);
    }
    long[] place = all.get("trainer.place").toLongArray();
    trainer.resume((int) place[0], place[1]);
    long[] bytes = all.get("rng.state").to(DType.INT64).toLongArray();
    byte[] rng = new byte[bytes.length];
    for (int i = 0; i < rng.length; i++) rng[i] = (byte) bytes[i];
    long[] source = all.get("rng.seed").toLongArray();
    Rng now = Rng.current();
    boolean same = now.seed() == source[0] && now instanceof TorchGenerator == (source[1] == 1);
    Rng r = same ? now : source[1] == 1 ? Rng.torch(source[0]) : Rng.of(source[0]);
    r.setState(rng);
    if (!same) Rng.use(r);
  }

  private static Map<String, Tensor> part(Map<String, Tensor> all, String prefix) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    all.forEach(
        (n, t) -> {
          if (n.startsWith(prefix)) r.put(n.substring(prefix.length()), t);
        });
    return r;
  }
}
