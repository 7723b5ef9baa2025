package jotter.tensor.formula;

import java.util.ArrayList;
import java.util.List;

/// An update rule: several tensors of one shape that are changed at once, element by element, from
/// what they and others hold. One pass over memory does what a formula for each would do in
/// several.
///
/// Inputs `0..n-1` of the formulas are the `n` tensors as they were before, those behind are read
/// only. So that the rule can also be carried out formula by formula, no formula reads a tensor
/// that comes before its own.
///
/// ```java
/// // p and its momentum v: v ← μ·v + g, p ← p - γ·v
/// Formula v = Y.mul(P0).add(Z);
/// Update rule = Update.of("momentum", X.sub(v.mul(P1)), v);
/// ```
public final class Update {
  private final String name;
  private final List<Formula> formulas;
  private final List<Program> single;
  private volatile Object kernels;

  private Update(String name, List<Formula> formulas, List<Program> single) {
    this.name = name;
    this.formulas = formulas;
    this.single = single;
  }

  /// The rule by which tensor k becomes `formulas[k]`.
  public static Update of(String name, Formula... formulas) {
    int inputs = 0;
    for (Formula f : formulas) inputs = Math.max(inputs, Program.of(name, f).inputs());
    List<Program> single = new ArrayList<>();
    for (Formula f : formulas) single.add(Program.of(name, f, inputs));
    return new Update(name, List.of(formulas), List.copyOf(single));
  }

  public String name() {
    return name;
  }

  /// What the tensors become.
  public List<Formula> formulas() {
    return formulas;
  }

  /// How many tensors are read, those that are changed among them.
  public int inputs() {
    return single.getFirst().inputs();
  }

  /// The formula of tensor `k` alone.
  public Program single(int k) {
    return single.get(k);
  }

  /// What the engine keeps with this rule, null at first.
  public Object kernels() {
    return kernels;
  }

  /// Keeps `value` with this rule unless something was kept before; returns what is kept.
  public synchronized Object keepKernels(Object value) {
    if (kernels == null) kernels = value;
    return kernels;
  }

  @Override
  public String toString() {
    return name;
  }
}
