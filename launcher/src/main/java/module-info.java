/// The command line.
module jotter.launcher {
  requires info.picocli;
  requires jotter.bench;
  requires jotter.examples;
  requires jotter.kernel;
  requires jotter.nn;
  requires jotter.tensor;
  requires jotter.tensor.testkit;

  opens jotter.launcher to
      info.picocli;
}
