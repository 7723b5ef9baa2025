/// Runs conformance cases of layers, optimizers and schedulers.
module jotter.nn.testkit {
  requires com.fasterxml.jackson.databind;
  requires jotter.nn;
  requires jotter.tensor;
  requires jotter.tensor.testkit;

  provides jotter.tensor.testkit.conformance.CaseRunner with
      jotter.nn.conformance.ModulesRunner,
      jotter.nn.conformance.OptimizersRunner,
      jotter.nn.conformance.SchedulersRunner;
}
