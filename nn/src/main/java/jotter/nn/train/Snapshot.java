package jotter.nn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import jotter.nn.Layer;
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

  /// A schedule's place.
  public Snapshot with(String name, Scheduler scheduler) {
    return tensors(
        name,
        () -> {
          Map<String, Tensor> r = new LinkedHashMap<>();
          scheduler.state().forEach((n, v) -> r.put(n, Tensor.of(new double[] {v})));
          return r;
        },
        all -> {
          Map<String, Double> r = new LinkedHashMap<>();
          all.forEach((n, t) -> r.put(n, t.item()));
          scheduler.loadState(r);
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

  /// Writes all parts.
  ///
  /// @throws IOException if the file cannot be written; the old one is then as it was
  public void save(Path file) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    parts.forEach((name, p) -> p.out().get().forEach((n, t) -> all.put(name + "." + n, t)));
    byte[] rng = Rng.current().state();
    long[] bytes = new long[rng.length];
    for (int i = 0; i < rng.length; i++) bytes[i] = rng[i];
    boolean torch = Rng.current() instanceof TorchGenerator;
    all.put(RNG + ".state", Tensor.of(bytes));
    all.put(RNG + ".seed", Tensor.of(new long[] {Rng.current().seed(), torch ? 1 : 0}));
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
    random(all);
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

  private static void random(Map<String, Tensor> all) {
    long[] bytes = all.get(RNG + ".state").to(DType.INT64).toLongArray();
    byte[] rng = new byte[bytes.length];
    for (int i = 0; i < rng.length; i++) rng[i] = (byte) bytes[i];
    long[] source = all.get(RNG + ".seed").toLongArray();
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
