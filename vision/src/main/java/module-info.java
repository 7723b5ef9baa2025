/// Jotter's vision module.
module jotter.vision {
  requires transitive jotter.nn;

  exports jotter.vision.datasets;
}
