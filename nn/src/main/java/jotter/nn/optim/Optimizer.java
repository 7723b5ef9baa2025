package jotter.nn.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Changes parameters after their gradients.
///
/// ```java
/// Optimizer optimizer = new AdamW(model.parameters(), 1e-3).weightDecay(0.05);
/// for (Labeled batch : loader) {
///   optimizer.zeroGrad();
///   loss(model.apply(batch.x()), batch.y()).backward();
///   optimizer.step();
/// }
/// ```
///
/// Groups with options of their own: `optimizer.addGroup(model.head().parameters(), Map.of("lr",
/// 1e-2))`. Options are named as in PyTorch (`weight_decay`).
public abstract class Optimizer {
  private final Map<String, Double> defaults = new LinkedHashMap<>();
  private final List<ParamGroup> groups = new ArrayList<>();
  private final Map<Param, Slots> slots = new IdentityHashMap<>();
  private int schedulers;

  /// @param params what to update, as the first group
  protected Optimizer(Collection<Param> params) {
    groups.add(new ParamGroup(params, Map.of()));
    checkOnce();
  }

  /// Plain tensors as parameters, which must be leaves that require gradients.
  ///
  /// ```java
  /// Tensor w = Tensor.zeros(3).requiresGrad_();
  /// Optimizer optimizer = new SGD(Optimizer.of(w), 0.1);
  /// ```
  public static List<Param> of(Tensor... tensors) {
    List<Param> r = new ArrayList<>();
    for (Tensor t : tensors) r.add(Param.sharing(t));
    return r;
  }

  /// Updates one parameter in place; gradients are not recorded here.
  protected abstract void update(ParamGroup g, Tensor p, Tensor grad, Slots s);

  /// Sets an option for all groups, and for those to come.
  protected final void option(String name, double value) {
    defaults.put(name, value);
    for (ParamGroup g : groups) g.set(name, value);
  }

  /// Throws unless `ok`.
  protected final void require(boolean ok, String rule) {
    Check.value(ok, getClass().getSimpleName(), rule);
  }

  /// Sets and checks the learning rate.
  protected final void lrOption(double lr) {
    require(lr >= 0, "the learning rate must not be negative, got " + lr);
    option("lr", lr);
  }

  protected final void epsOption(double eps) {
    require(eps >= 0, "eps must not be negative, got " + eps);
    option("eps", eps);
  }

  protected final void decayOption(double decay) {
    require(decay >= 0, "the weight decay must not be negative, got " + decay);
    option("weight_decay", decay);
  }

  protected final void betasOption(double beta1, double beta2) {
    require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1), got " + beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1), got " + beta2);
    option("beta1", beta1);
    option("beta2", beta2);
  }

  /// The groups; the first has the parameters given at construction.
  public List<ParamGroup> groups() {
    return groups;
  }

  /// Adds parameters with some options of their own.
  public ParamGroup addGroup(Collection<Param> params, Map<String, Double> options) {
    for (String name : options.keySet())
      if (!defaults.containsKey(name))
        throw Check.valueError(
            getClass().getSimpleName(), "no option '" + name + "'; there are " + defaults.keySet());
    Map<String, Double> all = new LinkedHashMap<>(defaults);
    all.putAll(options);
    ParamGroup g = new ParamGroup(params, all);
    if (groups.size() == 1 && groups.getFirst().params().isEmpty()) groups.clear();
    groups.add(g);
    checkOnce();
    return g;
  }

  /// Throws if a parameter belongs to two groups.
  protected final void checkOnce() {
    Map<Param, Boolean> seen = new IdentityHashMap<>();
    for (ParamGroup g : groups())
      for (Param p : g.params())
        if (seen.put(p, true) != null)
          throw Check.valueError(
              getClass().getSimpleName(),
              "a parameter appears twice: " + p + "; give each parameter to one group once");
  }

  /// All parameters of all groups.
  public List<Param> parameters() {
    return groups().stream().flatMap(g -> g.params().stream()).toList();
  }

  /// The learning rate of the first group.
  public double lr() {
    return groups().getFirst().lr();
  }

  /// Forgets all gradients.
  public void zeroGrad() {
    for (ParamGroup g : groups()) g.params().forEach(Param::zeroGrad);
  }

  /// Updates every parameter that has a gradient.
  public void step() {
    // What others write may keep gradients; nothing of the library does.
    boolean keeps = !getClass().getPackageName().equals(Optimizer.class.getPackageName());
    Grad.off(
        () -> {
          for (ParamGroup g : groups)
            for (Param p : g.params()) {
              if (!p.isReady() || p.lentGrad() == null || !p.requiresGrad()) continue;
              Tensor value = p.value().detach();
              Tensor grad = (keeps ? p.grad() : p.lentGrad()).detach();
              Scope.run(() -> update(g, value, grad, slots(p)));
            }
        });
  }

  /// Computes the loss and its gradients with `closure`, then updates; returns the loss.
  ///
  /// @param closure clears the gradients, computes the loss, calls backward on it, returns it
  public double step(Supplier<Tensor> closure) {
    double loss = Grad.on(closure).item();
    step();
    return loss;
  }

  /// What is remembered about `p`.
  public Slots slots(Param p) {
    return slots.computeIfAbsent(p, k -> new Slots());
  }

  /// The gradient with sign and coupled weight decay: ±grad + weight_decay·p.
  protected static Tensor effective(ParamGroup g, Tensor p, Tensor grad) {
    boolean up = g.has("maximize") && g.is("maximize");
    double decay = g.has("weight_decay") ? g.get("weight_decay") : 0;
    if (decay == 0) return up ? grad.neg() : grad;
    return up ? p.mul(decay).sub_(grad) : grad.add(p, decay);
  }

  /// How many schedulers were made for this optimizer.
  int countScheduler() {
    return schedulers++;
  }

  // ---- state ----

  /// Everything needed to continue, as tensors: `state.3.exp_avg`, `state.3.step`, `groups.0.lr`.
  /// Parameters are counted over all groups.
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> r = new LinkedHashMap<>();
    int i = 0;
    for (Param p : parameters()) {
      Slots s = slots.get(p);
      String prefix = "state." + i++ + ".";
      if (s == null) continue;
      s.tensors().forEach((n, t) -> r.put(prefix + n, t.detach()));
      s.numbers().forEach((n, v) -> r.put(prefix + n, Tensor.of(new double[] {v})));
    }
    for (int k = 0; k < groups.size(); k++) {
      String prefix = "groups." + k + ".";
      groups.get(k).options().forEach((n, v) -> r.put(prefix + n, Tensor.of(new double[] {v})));
    }
    return r;
  }

  /// Continues from what {@link #stateDict} gave; parameters and groups must be the same in number.
  public void loadStateDict(Map<String, Tensor> state) {
    List<Param> params = parameters();
    slots.clear();
    state.forEach(
        (name, t) -> {
          String[] path = name.split("\\.", 3);
          if (path.length != 3)
            throw Check.valueError(
                "loadStateDict", "'" + name + "' is not the name of an optimizer's state");
          int i = Integer.parseInt(path[1]);
          switch (path[0]) {
            case "state" -> {
              require(i < params.size(), "there is no parameter " + i + " for " + name);
              Slots s = slots(params.get(i));
              if (isNumber(path[2])) s.setNumber(path[2], t.item());
              else s.tensors().put(path[2], Scope.keep(Grad.off(() -> t.detach().clone())));
            }
            case "groups" -> {
              require(i < groups.size(), "there is no group " + i + " for " + name);
              groups.get(i).set(path[2], t.item());
            }
            default ->
                throw Check.valueError(
                    "loadStateDict", "'" + name + "' is not the name of an optimizer's state");
          }
        });
  }

  /// Whether state `name` is a number and not a tensor in the shape of the parameter.
  protected boolean isNumber(String name) {
    return name.equals("step");
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(getClass().getSimpleName()).append(" (");
    for (int i = 0; i < groups().size(); i++) {
      ParamGroup g = groups().get(i);
      s.append("\n  group ").append(i).append(": ").append(g.params().size()).append(" parameters");
      g.options().forEach((n, v) -> s.append(", ").append(n).append(' ').append(v));
    }
    return s.append("\n)").toString();
  }
}
