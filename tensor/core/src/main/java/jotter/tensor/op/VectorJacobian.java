package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// The gradient rule of `of` as an operation of its own, where a graph cannot look inside it.
/// Inputs: those inputs and outputs of `of` that its rule reads, then the gradients of its outputs;
/// outputs: the gradients of its inputs.
///
/// @param of whose rule it is
/// @param needs which gradients are wanted
/// @param inputs the places of the kept inputs
/// @param outputs the places of the kept outputs
/// @param gradients the outputs that have a gradient
public record VectorJacobian(
    Family of,
    boolean[] needs,
    long[][] inputShapes,
    DType[] inputTypes,
    long[][] outputShapes,
    DType[] outputTypes,
    int[] inputs,
    int[] outputs,
    int[] gradients)
    implements Family {
  @Override
  public String name() {
    return of.name() + "Backward";
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor[] g = new Tensor[outputShapes.length];
    int at = inputs.length + outputs.length;
    for (int i : gradients) g[i] = x[at++];
    return of.vjp(new View(x), g);
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    throw new UnsupportedOperationException(
        name() + " in a graph has no gradient of its own; differentiate the function itself");
  }

  private final class View implements Saved {
    private final Tensor[] x;

    View(Tensor[] x) {
      this.x = x;
    }

    @Override
    public Tensor input(int i) {
      for (int k = 0; k < inputs.length; k++) if (inputs[k] == i) return x[k];
      throw new IllegalStateException(name() + ": input " + i + " was not kept");
    }

    @Override
    public Tensor output(int i) {
      for (int k = 0; k < outputs.length; k++) if (outputs[k] == i) return x[inputs.length + k];
      throw new IllegalStateException(name() + ": output " + i + " was not kept");
    }

    @Override
    public boolean needs(int i) {
      return needs[i];
    }

    @Override
    public long[] inputShape(int i) {
      return inputShapes[i];
    }

    @Override
    public DType inputType(int i) {
      return inputTypes[i];
    }

    @Override
    public long[] outputShape(int i) {
      return outputShapes[i];
    }

    @Override
    public DType outputType(int i) {
      return outputTypes[i];
    }

    @Override
    public int inputs() {
      return needs.length;
    }
  }
}
