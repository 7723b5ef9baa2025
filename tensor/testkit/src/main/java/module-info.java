/// Samples, gradient checks and the conformance runner.
module jotter.tensor.testkit {
  requires jotter.tensor;
  requires com.fasterxml.jackson.databind;
}
