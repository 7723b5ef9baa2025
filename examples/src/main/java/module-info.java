/// Real runs on real data, each a command.
module jotter.examples {
  requires jotter.audio;
  requires jotter.text;
  requires jotter.vision;
  requires java.desktop;

  exports jotter.examples;

  opens jotter.examples to
      jotter.nn;
}
