package jotter.tensor.graph;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Saved;

/// A compiled function with gradients as one operation. Inputs: the function's, then the parameters
/// that it found outside; outputs: the function's, then what is kept for backward.
final class CompiledStep implements Custom {
  private final Plan forward;
  private final Plan backward;
  private final Joint joint;
  private final int inputs;
  private final int results;

  /// Which gradient of the backward graph belongs to which input; -1 for none.
  private final int[] gradientOf;

  /// Which results have a gradient.
  private final int[] differentiated;

  private final boolean[] saves;

  CompiledStep(Joint joint, int inputs, int results, int[] gradientOf, int[] differentiated) {
    this.joint = joint;
    this.forward = Fusion.run(joint.forward).plan();
    this.backward = Fusion.run(joint.backward).plan();
    this.inputs = inputs;
    this.results = results;
    this.gradientOf = gradientOf;
    this.differentiated = differentiated;
    this.saves = new boolean[gradientOf.length];
    for (int i : joint.leaves) saves[i] = true;
  }

  Plan forward() {
    return forward;
  }

  Plan backward() {
    return backward;
  }

  /// What the function returns, without what is kept: results that have no gradient in the function
  /// have none here.
  Tensor[] results(Tensor[] y) {
    Tensor[] r = Arrays.copyOf(y, results);
    int k = 0;
    for (int i = 0; i < results; i++) {
      if (k < differentiated.length && differentiated[k] == i) k++;
      else r[i] = r[i].detach();
    }
    return r;
  }

  @Override
  public String name() {
    return "compiled";
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor[] y = forward.run(Arrays.copyOf(x, inputs));
    // Results are new tensors: the history of an input must not become theirs.
    for (int i = 0; i < y.length; i++)
      for (Tensor t : x)
        if (y[i].storage() == t.storage()) {
          y[i] = y[i].clone();
          break;
        }
    // A result that is kept as well is two outputs, each with a tensor of its own.
    for (int i = 1; i < y.length; i++)
      for (int j = 0; j < i; j++)
        if (y[i] == y[j]) {
          y[i] = y[i].detach();
          break;
        }
    return y;
  }

  @Override
  public boolean savesInput(int i) {
    return saves[i];
  }

  @Override
  public boolean savesOutput(int i) {
    return i >= results;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    if (Grad.isOn())
      throw Check.gradError(
          "compile",
          "gradients of gradients do not go through a compiled function; call the function itself");
    Tensor[] in = new Tensor[backward.graph().inputs().size()];
    int at = 0;
    for (int i : joint.leaves) in[at++] = s.input(i);
    for (int i = 0; i < joint.kept; i++) in[at++] = s.output(results + i);
    for (int i : differentiated)
      in[at++] = g[i] != null ? g[i] : Tensor.zeros(s.outputShape(i), s.outputType(i));
    Tensor[] back = backward.run(in);
    Tensor[] r = new Tensor[gradientOf.length];
    for (int i = 0; i < r.length; i++)
      if (gradientOf[i] >= 0 && s.needs(i)) r[i] = back[gradientOf[i]];
    return r;
  }
}
