/// The command line.
module jotter.launcher {
  requires info.picocli;
  requires jotter.bench;
  requires jotter.kernel;
  requires jotter.tensor;
  requires jotter.tensor.testkit;

  opens jotter.launcher to
      info.picocli;
}
