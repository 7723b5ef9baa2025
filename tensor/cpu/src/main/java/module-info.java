/// The CPU engine: kernels emitted for the machine it runs on, no native library.
module jotter.tensor.cpu {
  requires jotter.tensor;
  requires java.management;
  requires jdk.incubator.vector;
  requires jdk.management;

  exports jotter.tensor.cpu.thread;

  provides jotter.tensor.spi.Backend with
      jotter.tensor.cpu.CpuBackend;
}
