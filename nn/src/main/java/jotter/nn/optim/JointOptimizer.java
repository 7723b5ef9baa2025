package jotter.nn.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Several optimizers that step as one, each for its own parameters.
///
/// ```java
/// Optimizer o = new JointOptimizer(
///     new Muon(model.matrices(), 0.02), new AdamW(model.rest(), 1e-3));
/// ```
///
/// Its groups are theirs, one optimizer's after the other's, so that a schedule changes all.
public final class JointOptimizer extends Optimizer {
  private final List<Optimizer> parts;

  /// @param parts the optimizers; no parameter belongs to two of them
  public JointOptimizer(Optimizer... parts) {
    super(List.of());
    require(parts.length > 0, "needs at least one optimizer");
    this.parts = List.of(parts);
    checkOnce();
  }

  /// The optimizers.
  public List<Optimizer> parts() {
    return parts;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    throw new IllegalStateException("the parts update their own parameters");
  }

  @Override
  public List<ParamGroup> groups() {
    // Asked by the superclass before there are parts.
    if (parts == null) return super.groups();
    List<ParamGroup> r = new ArrayList<>();
    parts.forEach(o -> r.addAll(o.groups()));
    return r;
  }

  @Override
  public ParamGroup addGroup(java.util.Collection<Param> params, Map<String, Double> options) {
    throw Check.valueError(
        "JointOptimizer", "add the group to one of the parts: parts().get(i).addGroup(...)");
  }

  @Override
  public void step() {
    parts.forEach(Optimizer::step);
  }

  @Override
  public Slots slots(Param p) {
    for (Optimizer o : parts)
      for (ParamGroup g : o.groups()) if (g.params().contains(p)) return o.slots(p);
    throw Check.valueError("JointOptimizer", "no part has the parameter " + p);
  }

  @Override
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> r = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String prefix = "part" + i + ".";
      parts.get(i).stateDict().forEach((n, t) -> r.put(prefix + n, t));
    }
    return r;
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    for (int i = 0; i < parts.size(); i++) {
      String prefix = "part" + i + ".";
      Map<String, Tensor> own = new LinkedHashMap<>();
      state.forEach(
          (n, t) -> {
            if (n.startsWith(prefix)) own.put(n.substring(prefix.length()), t);
          });
      require(!own.isEmpty(), "the state has nothing for part " + i);
      parts.get(i).loadStateDict(own);
    }
  }
}
