package jotter.tensor.cpu;

import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.cpu.kernel.Pointwise;
import jotter.tensor.cpu.kernel.Simd;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Block;
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
    return new HeapStorage(bytes);
  }

  @Override
  public void pointwise(Program program, DType compute, double[] scalars, Block out, Block... in) {
    Pointwise.run(program, compute, scalars, out, in);
  }
}
