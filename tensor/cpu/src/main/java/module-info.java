/// The CPU engine: kernels emitted for the machine it runs on, no native library.
module jotter.tensor.cpu {
  requires jotter.tensor;
  requires jdk.incubator.vector;
}
