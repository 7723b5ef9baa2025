package jotter.nn.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import jotter.nn.Param;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// The limited-memory quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno.
///
/// For smooth, deterministic losses of moderate size. A step computes the loss several times, so it
/// takes a function: `optimizer.step(() -> { optimizer.zeroGrad(); Tensor l = loss(); l.backward();
/// return l; })`. There is one group of parameters. Liu and Nocedal 1989, "On the limited memory
/// BFGS method for large scale optimization".
public final class LBFGS extends Optimizer {
  private boolean strongWolfe;
  private int maxEval;
  private final List<Tensor> changes = new ArrayList<>();
  private final List<Tensor> steps = new ArrayList<>();
  private final List<Double> rho = new ArrayList<>();
  private Tensor direction;
  private Tensor before;
  private double size;
  private double scale = 1;
  private int iterations;

  /// With PyTorch's default learning rate, 1.
  public LBFGS(Collection<Param> params) {
    this(params, 1);
  }

  /// @param lr the learning rate
  public LBFGS(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    option("max_iter", 20);
    option("tolerance_grad", 1e-7);
    option("tolerance_change", 1e-9);
    option("history_size", 100);
  }

  /// How many iterations a step has at most.
  public LBFGS maxIterations(int n) {
    option("max_iter", n);
    return this;
  }

  /// How often a step computes the loss at most; 5/4 of the iterations unless set.
  public LBFGS maxEvaluations(int n) {
    maxEval = n;
    return this;
  }

  /// The largest gradient that counts as none, and the smallest change that counts as one.
  public LBFGS tolerances(double gradient, double change) {
    option("tolerance_grad", gradient);
    option("tolerance_change", change);
    return this;
  }

  /// How many earlier steps are remembered.
  public LBFGS history(int n) {
    option("history_size", n);
    return this;
  }

  /// Whether each step's length is searched for by the strong Wolfe conditions.
  public LBFGS strongWolfe(boolean on) {
    strongWolfe = on;
    return this;
  }

  @Override
  public ParamGroup addGroup(Collection<Param> params, Map<String, Double> options) {
    require(groups().getFirst().params().isEmpty(), "there is one group of parameters only");
    return super.addGroup(params, options);
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    throw new UnsupportedOperationException("LBFGS: call step(closure)");
  }

  @Override
  public void step() {
    throw new UnsupportedOperationException(
        "LBFGS: a step computes the loss several times; call step(closure)");
  }

  @Override
  public double step(Supplier<Tensor> closure) {
    return Grad.off(() -> iterate(() -> Grad.on(closure).item()));
  }

  private double iterate(Supplier<Double> closure) {
    ParamGroup g = groups().getFirst();
    double lr = g.lr();
    int maxIter = (int) g.get("max_iter");
    int evaluations = maxEval > 0 ? maxEval : maxIter * 5 / 4;
    double gradTolerance = g.get("tolerance_grad");
    double changeTolerance = g.get("tolerance_change");
    double original = closure.get();
    double loss = original;
    int done = 1;
    Tensor grad = gather();
    if (largest(grad) <= gradTolerance) return original;
    for (int n = 1; ; n++) {
      iterations++;
      if (iterations == 1) direction = Scope.keep(grad.neg());
      else direction = Scope.keep(newDirection(grad, (int) g.get("history_size")));
      before = Scope.keep(grad.clone());
      double lossBefore = loss;
      size = iterations == 1 ? Math.min(1, 1 / grad.abs().sum().item()) * lr : lr;
      double slope = grad.dot(direction).item();
      if (slope > -changeTolerance) break;
      boolean small = false;
      int used = 0;
      if (strongWolfe) {
        List<Tensor> start = parameters().stream().map(p -> p.value().detach().clone()).toList();
        var search =
            new LineSearch(
                t -> {
                  move(t);
                  double l = closure.get();
                  Tensor at = gather();
                  restore(start);
                  return new LineSearch.Point(t, l, at, at.dot(direction).item());
                });
        var found =
            search.find(
                new LineSearch.Point(0, loss, grad, slope),
                size,
                largest(direction),
                changeTolerance,
                evaluations - done);
        loss = found.loss();
        grad = found.grad();
        size = found.t();
        used = search.evaluations();
        move(size);
        small = largest(grad) <= gradTolerance;
      } else {
        move(size);
        if (n != maxIter) {
          loss = closure.get();
          grad = gather();
          small = largest(grad) <= gradTolerance;
          used = 1;
        }
      }
      done += used;
      if (n == maxIter || done >= evaluations || small) break;
      if (largest(direction) * Math.abs(size) <= changeTolerance) break;
      if (Math.abs(loss - lossBefore) < changeTolerance) break;
    }
    return original;
  }

  /// The two-loop recursion: the inverse Hessian, as far as it is known, times the gradient.
  private Tensor newDirection(Tensor grad, int most) {
    Tensor y = grad.sub(before);
    Tensor s = direction.mul(size);
    double ys = y.dot(s).item();
    if (ys > 1e-10) {
      if (changes.size() == most) {
        changes.removeFirst();
        steps.removeFirst();
        rho.removeFirst();
      }
      changes.add(Scope.keep(y));
      steps.add(Scope.keep(s));
      rho.add(1 / ys);
      scale = ys / y.dot(y).item();
    }
    int n = changes.size();
    double[] alpha = new double[n];
    Tensor q = grad.neg();
    for (int i = n - 1; i >= 0; i--) {
      alpha[i] = steps.get(i).dot(q).item() * rho.get(i);
      q.sub_(changes.get(i), alpha[i]);
    }
    q.mul_(scale);
    for (int i = 0; i < n; i++) {
      double beta = changes.get(i).dot(q).item() * rho.get(i);
      q.add_(steps.get(i), alpha[i] - beta);
    }
    return q;
  }

  private static double largest(Tensor t) {
    return t.abs().max().item();
  }

  private Tensor gather() {
    Tensor[] parts =
        parameters().stream()
            .map(
                p ->
                    p.grad() == null
                        ? Tensor.zerosLike(p.value()).reshape(-1)
                        : p.grad().detach().reshape(-1))
            .toArray(Tensor[]::new);
    return Tensor.cat(0, parts);
  }

  private void move(double t) {
    long at = 0;
    for (Param p : parameters()) {
      Tensor v = p.value().detach();
      v.add_(direction.narrow(0, at, v.numel()).reshape(v.shape()), t);
      at += v.numel();
    }
  }

  private void restore(List<Tensor> values) {
    List<Param> ps = parameters();
    for (int i = 0; i < ps.size(); i++) ps.get(i).value().detach().copy_(values.get(i));
  }

  @Override
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> r = super.stateDict();
    r.put("lbfgs.0.iterations", Tensor.of(new double[] {iterations, size, scale}));
    if (direction != null) {
      r.put("lbfgs.0.direction", direction);
      r.put("lbfgs.0.before", before);
    }
    for (int i = 0; i < changes.size(); i++) {
      r.put("lbfgs." + i + ".change", changes.get(i));
      r.put("lbfgs." + i + ".step", steps.get(i));
      r.put("lbfgs." + i + ".rho", Tensor.of(new double[] {rho.get(i)}));
    }
    return r;
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    Map<String, Tensor> rest = new java.util.LinkedHashMap<>(state);
    rest.keySet().removeIf(n -> n.startsWith("lbfgs."));
    super.loadStateDict(rest);
    double[] numbers = state.get("lbfgs.0.iterations").toDoubleArray();
    iterations = (int) numbers[0];
    size = numbers[1];
    scale = numbers[2];
    direction = kept(state.get("lbfgs.0.direction"));
    before = kept(state.get("lbfgs.0.before"));
    changes.clear();
    steps.clear();
    rho.clear();
    for (int i = 0; state.containsKey("lbfgs." + i + ".change"); i++) {
      changes.add(kept(state.get("lbfgs." + i + ".change")));
      steps.add(kept(state.get("lbfgs." + i + ".step")));
      rho.add(state.get("lbfgs." + i + ".rho").item());
    }
  }

  private static Tensor kept(Tensor t) {
    return t == null ? null : Scope.keep(Grad.off(() -> t.detach().clone()));
  }
}
