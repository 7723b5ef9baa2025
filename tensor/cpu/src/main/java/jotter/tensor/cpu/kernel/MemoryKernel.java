package jotter.tensor.cpu.kernel;

/// A compiled formula over memory. `p` holds the addresses: the outputs', then the inputs'. Which
/// inputs advance and which stay at one element is part of the kernel.
public abstract class MemoryKernel {
  public abstract void run(long[] p, int n, double[] scalars);
}
