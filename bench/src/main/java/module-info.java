/// The candidate side of the benchmark.
module jotter.bench {
  requires jotter.nn;
  requires com.fasterxml.jackson.databind;

  exports jotter.bench;
  exports jotter.bench.models;

  opens jotter.bench.models to
      jotter.nn;

  uses jotter.bench.Serve.Group;

  provides jotter.bench.Serve.Group with
      jotter.bench.workloads.Elementwise,
      jotter.bench.workloads.Reductions,
      jotter.bench.workloads.Products,
      jotter.bench.workloads.LinearAlgebra,
      jotter.bench.workloads.Layers,
      jotter.bench.workloads.Overhead,
      jotter.bench.workloads.Training,
      jotter.bench.workloads.Inference,
      jotter.bench.workloads.Loading,
      jotter.bench.workloads.Processes;
}
