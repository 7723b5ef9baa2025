package jotter.nn.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.display.LiveDisplay;

/// A search for good settings, trial by trial.
///
/// ```java
/// try (Study study = Study.minimize("digits", space).in(Path.of("study"))) {
///   study.run(50, trial -> {
///     double lr = trial.number("lr");
///     for (int epoch = 1; epoch <= 10; epoch++) {
///       double loss = ...;
///       trial.report(epoch, loss);   // may end the trial here
///     }
///     return loss;
///   });
///   study.best().settings();
/// }
/// ```
///
/// With a file, every trial is in its database at once: the same study, opened again, goes on where
/// it was; a trial that was cut off is tried again. In a notebook a table and a plot grow while it
/// runs. What is proposed depends on seed, number and earlier trials alone.
public final class Study implements AutoCloseable {
  private final String name;
  private final SearchSpace space;
  private final boolean minimize;
  private Searcher searcher = Searcher.tpe();
  private Pruner pruner = Pruner.none();
  private long seed = 1;
  private Path file;
  private Store store;
  private List<Trial> trials;
  private LiveDisplay live;

  private Study(String name, SearchSpace space, boolean minimize) {
    Check.value(
        !space.dimensions().isEmpty(), "Study", "there is nothing to look for in the search space");
    this.name = name;
    this.space = space;
    this.minimize = minimize;
  }

  /// A search for small values.
  public static Study minimize(String name, SearchSpace space) {
    return new Study(name, space, true);
  }

  /// A search for large values.
  public static Study maximize(String name, SearchSpace space) {
    return new Study(name, space, false);
  }

  // ---- options, before the first trial ----

  /// Remembers trials in a database file, `file.mv.db`; several studies may share it, one process
  /// at a time.
  public Study in(Path file) {
    Check.value(store == null, "Study", "the file must be named before the first trial");
    this.file = file;
    return this;
  }

  /// What proposes settings; {@link Searcher#tpe} unless told otherwise.
  public Study searcher(Searcher s) {
    searcher = s;
    return this;
  }

  /// What ends trials early.
  public Study pruner(Pruner p) {
    pruner = p;
    return this;
  }

  /// Where random numbers begin.
  public Study seed(long s) {
    seed = s;
    return this;
  }

  // ---- running ----

  private void open() {
    if (store != null) return;
    store = new Store(file, name);
    trials = Collections.synchronizedList(store.load(this));
    for (Trial t : List.copyOf(trials)) {
      if (t.status() != Trial.Status.RUNNING) continue;
      store.remove(t.number());
      trials.remove(t);
    }
  }

  /// Settings in the order of the search space, which a database does not keep.
  Map<String, Object> ordered(Map<String, Object> settings) {
    Map<String, Object> r = new LinkedHashMap<>();
    for (String n : space.dimensions().keySet())
      if (settings.containsKey(n)) r.put(n, settings.get(n));
    settings.forEach(r::putIfAbsent);
    return r;
  }

  Store store() {
    return store;
  }

  /// Tries until there are `count` trials, those of earlier runs included.
  ///
  /// What a trial throws makes it a failed one; the study goes on, unless it is an interrupt.
  ///
  /// @param objective what is looked for, from a trial's settings
  public Study run(int count, ToDoubleFunction<Trial> objective) {
    open();
    live = new LiveDisplay();
    try {
      for (int n = 0; trials.size() < count; n++) {
        int number = free(n);
        Rng rng = Rng.of(seed * 0x9E3779B97F4A7C15L + number);
        Optional<Map<String, Object>> settings =
            searcher.next(space, number, List.copyOf(trials), minimize, rng);
        if (settings.isEmpty()) break;
        Trial t = new Trial(number, settings.get(), this);
        store.begin(t);
        trials.add(t);
        attempt(t, objective);
        store.end(t);
        changed();
        if (Thread.currentThread().isInterrupted()) break;
      }
    } finally {
      live.show(() -> this);
      live.close();
      live = null;
    }
    return this;
  }

  /// The least number from `n` on that no trial has.
  private int free(int n) {
    int number = n;
    while (true) {
      int wanted = number;
      if (trials.stream().noneMatch(t -> t.number() == wanted)) return number;
      number++;
    }
  }

  private static void attempt(Trial t, ToDoubleFunction<Trial> objective) {
    try {
      double v = objective.applyAsDouble(t);
      t.end(Double.isNaN(v) ? Trial.Status.FAILED : Trial.Status.DONE, v);
    } catch (Trial.Pruned e) {
      t.end(Trial.Status.PRUNED, Double.NaN);
    } catch (RuntimeException e) {
      t.end(Trial.Status.FAILED, Double.NaN);
      System.getLogger("jotter.nn.search").log(System.Logger.Level.WARNING, t + " failed", e);
    }
  }

  boolean isHopeless(Trial t, int step) {
    return pruner.isHopeless(t, step, List.copyOf(trials), minimize);
  }

  void changed() {
    if (live != null) live.show(() -> this);
  }

  // ---- results ----

  /// What it is called.
  public String name() {
    return name;
  }

  /// Where it looks.
  public SearchSpace space() {
    return space;
  }

  /// Whether small values are good.
  public boolean isMinimizing() {
    return minimize;
  }

  /// All trials.
  public List<Trial> trials() {
    open();
    return List.copyOf(trials);
  }

  /// The best trial that came to its end.
  ///
  /// @throws jotter.tensor.TensorException if there is none
  public Trial best() {
    Comparator<Trial> byValue = Comparator.comparingDouble(Trial::value);
    return trials().stream()
        .filter(t -> t.status() == Trial.Status.DONE)
        .min(minimize ? byValue : byValue.reversed())
        .orElseThrow(() -> Check.valueError("Study", "no trial of '" + name + "' is done yet"));
  }

  /// The best few, best first.
  public List<Trial> best(int n) {
    Comparator<Trial> byValue = Comparator.comparingDouble(Trial::value);
    List<Trial> done =
        new ArrayList<>(trials().stream().filter(t -> t.status() == Trial.Status.DONE).toList());
    done.sort(minimize ? byValue : byValue.reversed());
    return done.subList(0, Math.min(n, done.size()));
  }

  @Override
  public void close() {
    if (store != null) store.close();
    store = null;
  }

  @Override
  public String toString() {
    return StudyRenderer.plain(this);
  }
}
