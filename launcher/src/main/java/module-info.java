/// The command line.
module jotter.launcher {
  requires info.picocli;
}
