/// The candidate side of the benchmark.
module jotter.bench {
  requires jotter.nn;
}
