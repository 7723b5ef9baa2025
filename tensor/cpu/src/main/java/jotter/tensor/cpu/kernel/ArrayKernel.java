package jotter.tensor.cpu.kernel;

/// A compiled formula over arrays of its type of numbers: `out[k][i] = f_k(in[0][i], in[1][i],
/// ...)`.
public abstract class ArrayKernel {
  public abstract void run(Object[] in, Object[] out, int n, double[] scalars);
}
