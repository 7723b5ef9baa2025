/// The command line.
module jotter.launcher {
  requires info.picocli;
  requires jotter.bench;
  requires jotter.kernel;
  requires jotter.tensor;

  opens jotter.launcher to
      info.picocli;
}
