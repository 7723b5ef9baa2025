package jotter.tensor.cpu;

import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.cpu.index.Gathering;
import jotter.tensor.cpu.index.Sorting;
import jotter.tensor.cpu.kernel.Pointwise;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.Reduction;
import jotter.tensor.spi.Scan;
import jotter.tensor.spi.Scatter;
import jotter.tensor.spi.Storage;

/// The CPU engine.
public final class CpuBackend implements Backend {
  @Override
  public Device device() {
    return Device.CPU;
  }

  @Override
  public String description() {
    return "CPU, "
        + Threads.get()
        + (Threads.get() == 1 ? " thread, " : " threads, ")
        + (Simd.ON
            ? "SIMD with " + 32 * Simd.lanes(Kind.F32) + "-bit vectors"
            : "no SIMD: " + Simd.REFUSAL);
  }

  @Override
  public Storage allocate(long bytes) {
    return Pool.INSTANCE.allocate(bytes);
  }

  @Override
  public MemoryReport memory() {
    return Pool.INSTANCE.report();
  }

  @Override
  public void pointwise(Program program, DType compute, double[] scalars, Block out, Block... in) {
    Pointwise.run(program, compute, scalars, out, in);
  }

  @Override
  public void reduce(Reduction kind, Block in, Block out) {
    throw new UnsupportedOperationException("reduce");
  }

  @Override
  public void argReduce(boolean max, Block in, Block index, Block value, int dim) {
    throw new UnsupportedOperationException("argReduce");
  }

  @Override
  public void variance(Block in, Block mean, Block variance, double correction) {
    throw new UnsupportedOperationException("variance");
  }

  @Override
  public void logSumExp(Block in, Block out) {
    throw new UnsupportedOperationException("logSumExp");
  }

  @Override
  public void scan(Scan kind, Block in, Block out, Block indices, int dim) {
    throw new UnsupportedOperationException("scan");
  }

  @Override
  public void matmul(Block a, Block b, Block out, boolean accumulate) {
    throw new UnsupportedOperationException("matmul");
  }

  @Override
  public void gather(Block in, int dim, Block index, Block out) {
    Gathering.gather(in, dim, index, out);
  }

  @Override
  public void scatter(Scatter kind, Block out, int dim, Block index, Block src) {
    Gathering.scatter(kind, out, dim, index, src);
  }

  @Override
  public void indexSelect(Block in, int dim, Block index, Block out) {
    Gathering.select(in, dim, index, out);
  }

  @Override
  public void indexScatter(Scatter kind, Block out, int dim, Block index, Block src) {
    Gathering.scatterSlices(kind, out, dim, index, src);
  }

  @Override
  public void sort(Block in, int dim, boolean descending, Block values, Block indices) {
    Sorting.sort(in, dim, descending, values, indices);
  }
}
