package jotter.nn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jotter.nn.Layer;
import jotter.nn.optim.AveragedWeights;
import jotter.nn.optim.GradScaler;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.Scheduler;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.io.SafeTensors;
import jotter.tensor.random.TorchGenerator;

/// Everything that a loop of one's own needs to go on after it was cut off: layers, optimizers,
/// schedules, numbers, and the common random source. One safetensors file, written beside the old
/// one and renamed, so that there is always a whole one.
///
/// ```java
/// int[] epoch = {0};
/// var snapshot = new Snapshot()
///     .with("model", model)
///     .with("optimizer", optimizer)
///     .numbers("place", () -> new double[] {epoch[0]}, v -> epoch[0] = (int) v[0]);
/// snapshot.loadIfThere(file);
/// for (; epoch[0] < 10; ) {
///   train(model, optimizer);
///   epoch[0]++;
///   snapshot.save(file);
/// }
/// ```
///
/// The trainer has {@link Checkpoint}, which is made of this.
public final class Snapshot {
  private static final String RNG = "rng";

  private record Part(Supplier<Map<String, Tensor>> out, Consumer<Map<String, Tensor>> in) {}

  private final Map<String, Part> parts = new LinkedHashMap<>();

  /// A layer's parameters and states.
  public Snapshot with(String name, Layer layer) {
    return tensors(name, layer::stateDict, layer::loadStateDict);
  }

  /// An optimizer's state and options.
  public Snapshot with(String name, Optimizer optimizer) {
    return tensors(name, optimizer::stateDict, optimizer::loadStateDict);
  }

  /// Averaged weights, and how many they are the average of.
  public Snapshot with(String name, AveragedWeights average) {
    return tensors(name, average::stateDict, average::loadStateDict);
  }

  /// A schedule's place.
  public Snapshot with(String name, Scheduler scheduler) {
    return named(name, scheduler::state, scheduler::loadState);
  }

  /// A scale of losses.
  public Snapshot with(String name, GradScaler scaler) {
    return named(name, scaler::state, scaler::loadState);
  }

  private Snapshot named(
      String name, Supplier<Map<String, Double>> out, Consumer<Map<String, Double>> in) {
    return tensors(
        name,
        () -> {
          Map<String, Tensor> r = new LinkedHashMap<>();
          out.get().forEach((n, v) -> r.put(n, Tensor.of(new double[] {v})));
          return r;
        },
        all -> {
          Map<String, Double> r = new LinkedHashMap<>();
          all.forEach((n, t) -> r.put(n, t.item()));
          in.accept(r);
        });
  }

  /// Any tensors by name, such as a replay buffer's.
  public Snapshot tensors(
      String name, Supplier<Map<String, Tensor>> out, Consumer<Map<String, Tensor>> in) {
    Check.value(
        !name.isEmpty() && name.indexOf('.') < 0,
        "Snapshot",
        "a part's name must not be empty or have a dot, got '" + name + "'");
    Check.value(
        !name.equals(RNG) && !parts.containsKey(name),
        "Snapshot",
        "there is a part '" + name + "' already");
    parts.put(name, new Part(out, in));
    return this;
  }

  /// Some numbers, such as how far the loop is.
  public Snapshot numbers(String name, Supplier<double[]> out, Consumer<double[]> in) {
    return tensors(
        name,
        () -> Map.of("values", Tensor.of(out.get())),
        all -> in.accept(all.get("values").toDoubleArray()));
  }

  /// A random source of one's own beside the common one, made by `Rng.of` or `Rng.torch`: one that
  /// was split off cannot be made again from its seed.
  public Snapshot random(String name, Supplier<Rng> out, Consumer<Rng> in) {
    return tensors(name, () -> random(out.get()), all -> in.accept(random(all, null)));
  }

  /// Writes all parts.
  ///
  /// @throws IOException if the file cannot be written; the old one is then as it was
  public void save(Path file) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    parts.forEach((name, p) -> p.out().get().forEach((n, t) -> all.put(name + "." + n, t)));
    random(Rng.current()).forEach((n, t) -> all.put(RNG + "." + n, t));
    SafeTensors.save(all, file);
  }

  /// Brings all parts, made as those that were saved, to the saved state.
  ///
  /// @throws IOException if the file is missing or damaged
  public void load(Path file) throws IOException {
    if (!Files.exists(file)) throw new IOException("there is no checkpoint " + file);
    Map<String, Tensor> all = SafeTensors.load(file);
    for (String name : parts.keySet())
      if (all.keySet().stream().noneMatch(n -> n.startsWith(name + ".")) && wanted(name))
        throw new IOException("the checkpoint " + file + " has no part '" + name + "'");
    if (!all.containsKey(RNG + ".state") || !all.containsKey(RNG + ".seed"))
      throw new IOException(file + " is not a checkpoint: it has no random state");
    parts.forEach((name, p) -> p.in().accept(part(all, name + ".")));
    Rng now = Rng.current();
    Rng then = random(part(all, RNG + "."), now);
    if (then != now) Rng.use(then);
  }

  /// As {@link #load} if there is such a file; tells whether there was.
  public boolean loadIfThere(Path file) throws IOException {
    if (!Files.exists(file)) return false;
    load(file);
    return true;
  }

  /// A part that has something to save now must have had something then.
  private boolean wanted(String name) {
    return !parts.get(name).out().get().isEmpty();
  }

  private static Map<String, Tensor> random(Rng rng) {
    byte[] state = rng.state();
    long[] bytes = new long[state.length];
    for (int i = 0; i < state.length; i++) bytes[i] = state[i];
    long torch = rng instanceof TorchGenerator ? 1 : 0;
    return Map.of("state", Tensor.of(bytes), "seed", Tensor.of(new long[] {rng.seed(), torch}));
  }

  /// The source that was saved; `now` itself if it is of the same seed.
  private static Rng random(Map<String, Tensor> saved, Rng now) {
    long[] bytes = saved.get("state").to(DType.INT64).toLongArray();
    byte[] state = new byte[bytes.length];
    for (int i = 0; i < state.length; i++) state[i] = (byte) bytes[i];
    long[] source = saved.get("seed").toLongArray();
    boolean torch = source[1] == 1;
    boolean same = now != null && now.seed() == source[0] && now instanceof TorchGenerator == torch;
    Rng r = same ? now : torch ? Rng.torch(source[0]) : Rng.of(source[0]);
    r.setState(state);
    return r;
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
