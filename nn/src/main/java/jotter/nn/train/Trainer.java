package jotter.nn.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import jotter.nn.Layer;
import jotter.nn.Mode;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.loss.Loss;
import jotter.nn.metrics.Metric;
import jotter.nn.optim.Clip;
import jotter.nn.optim.GradScaler;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.Scheduler;
import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.display.Facts;
import jotter.tensor.display.HasFacts;

/// Trains a network.
///
/// ```java
/// var trainer = Trainer.of(model, new CrossEntropyLoss(), new AdamW(model.parameters(), 1e-3))
///     .metric("accuracy", new Accuracy());
/// History history = trainer.fit(train, valid, 5);
/// trainer.validate(test);          // {loss=0.08, accuracy=0.978}
/// ```
///
/// For batches of another form than inputs and targets, say what a batch gives:
///
/// ```java
/// Trainer.of(model, optimizer, (Pair b) -> Outcome.of(loss(model, b.left(), b.right())));
/// ```
///
/// Memory of a step is reused by the next. An interrupt of the thread ends training after the
/// current batch; the model stays as it is then.
///
/// @param <B> the batches
public final class Trainer<B> implements HasFacts {
  private final Layer model;
  private final Optimizer optimizer;
  private final Function<? super B, Outcome> task;
  private final Map<String, Metric> metrics = new LinkedHashMap<>();
  private final List<TrainListener> listeners = new ArrayList<>();
  private final List<Scheduler> perEpoch = new ArrayList<>();
  private final List<Scheduler> perStep = new ArrayList<>();
  private String watched = "val_loss";
  private double maxNorm = Double.POSITIVE_INFINITY;
  private double maxValue = Double.POSITIVE_INFINITY;
  private int accumulate = 1;
  private boolean progress = true;
  private DType precision = DType.FLOAT32;
  private GradScaler scaler;
  private int epoch;
  private long step;
  private long batch;
  private double sum;
  private double count;
  private double seconds;
  private long begun;
  private String stopped;

  private Trainer(Layer model, Optimizer optimizer, Function<? super B, Outcome> task) {
    this.model = model;
    this.optimizer = optimizer;
    this.task = task;
  }

  /// Trains on batches of inputs and targets.
  public static Trainer<Labeled> of(Layer model, Loss loss, Optimizer optimizer) {
    return new Trainer<>(
        model,
        optimizer,
        b -> {
          Tensor y = model.apply(b.x());
          return new Outcome(loss.apply(y, b.y()), y, b.y());
        });
  }

  /// Trains on batches of any form.
  public static <B> Trainer<B> of(
      Layer model, Optimizer optimizer, Function<? super B, Outcome> task) {
    return new Trainer<>(model, optimizer, task);
  }

  // ---- what it says of itself ----

  @Override
  public Facts facts() {
    var inside = new LinkedHashMap<String, Object>();
    inside.put("model", model);
    inside.put("optimizer", optimizer);
    inside.put("epoch", epoch);
    inside.put("step", step);
    String name = model.getClass().getSimpleName();
    return new Facts(
        "of "
            + (name.isEmpty() || model.getClass().isHidden() ? "a layer" : name)
            + " by "
            + optimizer.getClass().getSimpleName()
            + (step == 0 ? ", not yet begun" : " after " + epoch + " epochs, " + step + " steps"),
        inside);
  }

  /// `Trainer of Sequential by AdamW after 5 epochs, 9375 steps`.
  @Override
  public String toString() {
    return "Trainer " + facts().line();
  }

  // ---- options ----

  /// Measures something in training and validation.
  public Trainer<B> metric(String name, Metric metric) {
    metrics.put(name, metric);
    return this;
  }

  /// Tells `listener` of everything that happens.
  public Trainer<B> listen(TrainListener listener) {
    listeners.add(listener);
    return this;
  }

  /// Steps a scheduler after each epoch, with the watched metric where it wants one.
  public Trainer<B> schedule(Scheduler s) {
    perEpoch.add(s);
    return this;
  }

  /// Steps a scheduler after each step of the optimizer.
  public Trainer<B> scheduleSteps(Scheduler s) {
    perStep.add(s);
    return this;
  }

  /// The metric that schedulers look at, `val_loss` unless told otherwise.
  public Trainer<B> watch(String metric) {
    watched = metric;
    return this;
  }

  /// Scales gradients down whose norm over all parameters is larger.
  public Trainer<B> clipNorm(double norm) {
    maxNorm = norm;
    return this;
  }

  /// Cuts the elements of gradients to ±value.
  public Trainer<B> clipValue(double value) {
    maxValue = value;
    return this;
  }

  /// Computes products in `type` and the rest in float32: see {@link Autocast}. With float16 the
  /// loss is scaled by a {@link GradScaler}, which belongs to checkpoints, and steps whose
  /// gradients are not finite are left out.
  ///
  /// @throws jotter.tensor.TensorException if it is not bfloat16, float16, or float32 for none
  public Trainer<B> precision(DType type) {
    Autocast.with(type, () -> {});
    precision = type;
    scaler = type == DType.FLOAT16 ? new GradScaler() : null;
    return this;
  }

  /// As {@link #precision(DType)} with float16 and a scaler of your own.
  public Trainer<B> precision(GradScaler scaler) {
    precision = DType.FLOAT16;
    this.scaler = scaler;
    return this;
  }

  /// Adds up the gradients of `n` batches before each step; their losses are averaged.
  public Trainer<B> accumulate(int n) {
    Check.value(n > 0, "accumulate", "must be positive, got " + n);
    accumulate = n;
    return this;
  }

  /// Whether a progress bar is shown.
  public Trainer<B> progress(boolean on) {
    progress = on;
    return this;
  }

  public Layer model() {
    return model;
  }

  public Optimizer optimizer() {
    return optimizer;
  }

  /// How many epochs are done.
  public int epoch() {
    return epoch;
  }

  /// How many batches were trained on.
  public long step() {
    return step;
  }

  /// What scales losses, or null.
  GradScaler scaler() {
    return scaler;
  }

  List<Scheduler> schedulers() {
    List<Scheduler> r = new ArrayList<>(perEpoch);
    r.addAll(perStep);
    return r;
  }

  /// How long training has taken, validation and what came before a resumed checkpoint included.
  public double seconds() {
    return seconds + (begun == 0 ? 0 : (System.nanoTime() - begun) / 1e9);
  }

  /// Whether the gradients of all batches so far have gone into steps.
  boolean isBetweenSteps() {
    return batch % accumulate == 0;
  }

  /// Where training is, for a checkpoint.
  double[] place() {
    return new double[] {epoch, step, batch, sum, count, seconds()};
  }

  /// Goes on from a checkpoint's place.
  void resume(double[] place) {
    epoch = (int) place[0];
    step = (long) place[1];
    batch = (long) place[2];
    sum = place[3];
    count = place[4];
    seconds = place[5];
  }

  /// Ends training after the current batch.
  public void stop(String reason) {
    stopped = reason;
  }

  // ---- training ----

  /// Trains until `epochs` epochs are done.
  public History fit(DataLoader<B> train, int epochs) {
    return fit(train, null, epochs);
  }

  /// Trains until `epochs` epochs are done, and validates after each.
  public History fit(DataLoader<B> train, DataLoader<B> valid, int epochs) {
    stopped = null;
    begun = System.nanoTime();
    History history = new History();
    List<TrainListener> all = new ArrayList<>(listeners);
    if (progress) all.addFirst(new ProgressListener());
    tell(all, new TrainEvent.FitStarted(this, epochs, train.batches()));
    String reason = "failed";
    try {
      train.epoch(epoch).skip(batch);
      while (epoch < epochs && stopped == null) {
        tell(all, new TrainEvent.EpochStarted(this, epoch + 1));
        Map<String, Double> m = trainEpoch(train, all);
        if (valid != null && stopped == null) {
          evaluate(valid).forEach((n, v) -> m.put("val_" + n, v));
          Map<String, Double> own = new LinkedHashMap<>(m);
          own.keySet().removeIf(n -> !n.startsWith("val_"));
          tell(all, new TrainEvent.Validated(this, epoch + 1, own));
        }
        if (stopped != null && stopped.equals("interrupted")) break;
        epoch++;
        batch = 0;
        sum = 0;
        count = 0;
        double lr = optimizer.lr();
        for (Scheduler s : perEpoch) {
          if (s.wantsMetric()) s.step(m.getOrDefault(watched, m.get("loss")));
          else s.step();
        }
        m.put("lr", lr);
        history.add(m);
        tell(all, new TrainEvent.EpochDone(this, epoch, m));
      }
      reason = stopped == null ? "done" : stopped;
    } catch (CancellationException e) {
      // The flag is taken: whoever interrupted wanted training to end, which it does here.
      Thread.interrupted();
      reason = "interrupted";
    } finally {
      seconds = seconds();
      begun = 0;
      history.end(reason);
      tell(all, new TrainEvent.FitDone(this, history, reason));
    }
    return history;
  }

  private static void tell(List<TrainListener> listeners, TrainEvent e) {
    for (TrainListener l : listeners) l.on(e);
  }

  private Map<String, Double> trainEpoch(DataLoader<B> train, List<TrainListener> all) {
    metrics.values().forEach(Metric::reset);
    model.train();
    optimizer.zeroGrad();
    Iterator<B> batches = train.iterator();
    while (batches.hasNext() && stopped == null) {
      B b = batches.next();
      double[] r = Scope.run(() -> forwardBackward(b));
      sum += r[0] * r[1];
      count += r[1];
      batch++;
      step++;
      if (batch % accumulate == 0 || !batches.hasNext()) update(all);
      Map<String, Double> now = new LinkedHashMap<>();
      now.put("loss", r[0]);
      metrics.forEach((n, m) -> now.put(n, m.value()));
      tell(all, new TrainEvent.BatchDone(this, epoch + 1, step, batch, now));
      if (Thread.interrupted()) stop("interrupted");
    }
    Map<String, Double> m = new LinkedHashMap<>();
    m.put("loss", sum / count);
    metrics.forEach((n, metric) -> m.put(n, metric.value()));
    return m;
  }

  private Outcome outcome(B b) {
    return precision == DType.FLOAT32
        ? task.apply(b)
        : Autocast.with(precision, () -> task.apply(b));
  }

  private Tensor output(Tensor x) {
    return precision == DType.FLOAT32
        ? model.apply(x)
        : Autocast.with(precision, () -> model.apply(x));
  }

  private double[] forwardBackward(B b) {
    Outcome o = outcome(b);
    if (o.loss().numel() != 1)
      throw Check.shapeError(
          "fit",
          "the loss must be one number, got "
              + Check.shape(o.loss().shape())
              + "; reduce it with mean() or sum()");
    Tensor loss = accumulate == 1 ? o.loss() : o.loss().div(accumulate);
    (scaler == null ? loss : scaler.scale(loss)).backward();
    measure(o);
    return new double[] {o.loss().item(), o.count()};
  }

  private void measure(Outcome o) {
    if (o.output() == null) return;
    Grad.off(() -> metrics.values().forEach(m -> m.update(o.output().detach(), o.target())));
  }

  private void update(List<TrainListener> all) {
    if (scaler != null) scaler.unscale(optimizer);
    double norm =
        maxNorm < Double.POSITIVE_INFINITY
            ? Scope.run(() -> Clip.norm(optimizer.parameters(), maxNorm))
            : Double.NaN;
    if (maxValue < Double.POSITIVE_INFINITY) Clip.value(optimizer.parameters(), maxValue);
    tell(all, new TrainEvent.Differentiated(this, epoch + 1, step));
    double lr = optimizer.lr();
    boolean stepped = scaler == null || scaler.step(optimizer);
    if (scaler == null) optimizer.step();
    else scaler.update();
    optimizer.zeroGrad();
    if (stepped) perStep.forEach(Scheduler::step);
    tell(all, new TrainEvent.Stepped(this, epoch + 1, step, lr, norm));
  }

  /// One step on one batch, outside of any epoch; gives the loss.
  double trainOn(B b) {
    model.train();
    optimizer.zeroGrad();
    double[] r = Scope.run(() -> forwardBackward(b));
    update(List.of());
    return r[0];
  }

  // ---- evaluation ----

  /// Loss and metrics over a loader, in evaluation mode and without gradients.
  public Map<String, Double> validate(DataLoader<B> data) {
    return evaluate(data);
  }

  /// As {@link #validate}, for the data that is looked at once, at the end.
  public Map<String, Double> test(DataLoader<B> data) {
    return evaluate(data);
  }

  private Map<String, Double> evaluate(DataLoader<B> data) {
    metrics.values().forEach(Metric::reset);
    double[] sums = new double[2];
    for (B b : data) {
      Scope.run(
          () ->
              Mode.eval(
                  () ->
                      Grad.off(
                          () -> {
                            Outcome o = outcome(b);
                            measure(o);
                            sums[0] += o.loss().item() * o.count();
                            sums[1] += o.count();
                            return null;
                          })));
      if (Thread.interrupted()) {
        stop("interrupted");
        break;
      }
    }
    Map<String, Double> r = new LinkedHashMap<>();
    r.put("loss", sums[0] / sums[1]);
    metrics.forEach((n, m) -> r.put(n, m.value()));
    return r;
  }

  /// The network's outputs for all batches, one behind the other, in evaluation mode and without
  /// gradients.
  public Tensor predict(DataLoader<B> data, Function<? super B, Tensor> input) {
    List<Tensor> out = new ArrayList<>();
    for (B b : data)
      out.add(Scope.run(() -> Mode.eval(() -> Grad.off(() -> output(input.apply(b)).clone()))));
    return Tensor.cat(0, out.toArray(Tensor[]::new));
  }
}
