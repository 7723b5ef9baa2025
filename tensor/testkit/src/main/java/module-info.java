/// Samples, gradient checks and the conformance runner.
module jotter.tensor.testkit {
  requires jdk.jshell;
  requires jotter.tensor;
  requires com.fasterxml.jackson.databind;

  exports jotter.tensor.testkit;
  exports jotter.tensor.testkit.conformance;
  exports jotter.tensor.testkit.samples;

  uses jotter.tensor.testkit.conformance.CaseRunner;

  provides jotter.tensor.testkit.conformance.CaseRunner with
      jotter.tensor.testkit.conformance.IndexingRunner,
      jotter.tensor.testkit.conformance.OpsRunner,
      jotter.tensor.testkit.conformance.PrintingRunner,
      jotter.tensor.testkit.conformance.PromotionRunner;
}
