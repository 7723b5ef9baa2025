/// The candidate side of the benchmark.
module jotter.bench {
  requires jotter.nn;
  requires com.fasterxml.jackson.databind;

  exports jotter.bench;

  uses jotter.bench.Serve.Group;
}
