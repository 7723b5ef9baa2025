package jotter.tensor.formula;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A formula made ready to run: it has a name for people, knows its inputs, and remembers what was
/// derived from it, its kernels first of all. An operation keeps its program in a static field, so
/// that finding the kernel costs a field access, not a hash of the formula.
public final class Program {
  private final String name;
  private final Formula formula;
  private final int inputs;
  private final int scalars;
  private final Gradient[] gradients;
  private final boolean[] derived;
  private final ConcurrentHashMap<Integer, Program> bound = new ConcurrentHashMap<>();
  private volatile Object kernels;

  private Program(String name, Formula formula, int inputs, int scalars) {
    this.name = name;
    this.formula = formula;
    this.inputs = inputs;
    this.scalars = scalars;
    this.gradients = new Gradient[inputs];
    this.derived = new boolean[inputs];
  }

  /// The program of `formula` under `name`.
  public static Program of(String name, Formula formula) {
    int[] most = {0, 0};
    count(formula, most, new HashSet<>());
    return new Program(name, formula, most[0], most[1]);
  }

  /// A program that takes `inputs` inputs, even if the formula does not use the last of them.
  public static Program of(String name, Formula formula, int inputs) {
    int[] most = {0, 0};
    count(formula, most, new HashSet<>());
    return new Program(name, formula, Math.max(inputs, most[0]), most[1]);
  }

  /// The same with a gradient rule of its own for input 0, where the derivative of the formula
  /// would read what need not be kept. In `gradient` the inputs are what `uses` says, as in {@link
  /// Gradient#uses}.
  public Program withGradient(Formula gradient, int... uses) {
    Program p = new Program(name, formula, inputs, scalars);
    p.gradients[0] = new Gradient(of(name + "Backward", gradient, uses.length), uses);
    p.derived[0] = true;
    return p;
  }

  private static void count(Formula f, int[] most, Set<Formula> seen) {
    switch (f) {
      case Formula.Input in -> most[0] = Math.max(most[0], in.index() + 1);
      case Formula.Scalar s -> most[1] = Math.max(most[1], s.index() + 1);
      case Formula.Constant c -> {}
      case Formula.Call c -> {
        if (seen.add(c)) c.args().forEach(a -> count(a, most, seen));
      }
    }
  }

  public String name() {
    return name;
  }

  public Formula formula() {
    return formula;
  }

  public int inputs() {
    return inputs;
  }

  public int scalars() {
    return scalars;
  }

  /// The program in which input `index` is a scalar attribute, the last one; the inputs behind it
  /// move up by one.
  public Program bind(int index) {
    return bound.computeIfAbsent(
        index,
        i ->
            new Program(name, bind(formula, i, scalars, new HashMap<>()), inputs - 1, scalars + 1));
  }

  private static Formula bind(Formula f, int index, int scalar, Map<Formula, Formula> done) {
    Formula known = done.get(f);
    if (known != null) return known;
    return switch (f) {
      case Formula.Input in ->
          in.index() == index
              ? new Formula.Scalar(scalar)
              : in.index() > index ? new Formula.Input(in.index() - 1) : in;
      case Formula.Call c -> {
        List<Formula> args = new ArrayList<>();
        for (Formula a : c.args()) args.add(bind(a, index, scalar, done));
        Formula r = new Formula.Call(c.prim(), args);
        done.put(c, r);
        yield r;
      }
      case Formula.Scalar s -> s;
      case Formula.Constant k -> k;
    };
  }

  /// The gradient with respect to input `index`, derived once; null if it is zero everywhere.
  /// Throws UnsupportedOperationException where {@link #differentiable} is false.
  public synchronized Gradient gradient(int index) {
    if (!derived[index]) {
      gradients[index] = Derivative.of(this, index);
      derived[index] = true;
    }
    return gradients[index];
  }

  /// Whether the derivative with respect to input `index` is known: see {@link
  /// Prim#differentiable}.
  public boolean differentiable(int index) {
    return Derivative.obstacle(this, index) == null;
  }

  /// What the engine keeps with this program, null at first.
  public Object kernels() {
    return kernels;
  }

  /// Keeps `value` with this program unless something was kept before; returns what is kept.
  public synchronized Object keepKernels(Object value) {
    if (kernels == null) kernels = value;
    return kernels;
  }

  @Override
  public String toString() {
    return name;
  }
}
