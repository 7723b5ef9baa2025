/// Pictures: files, transforms, data sets.
module jotter.vision {
  requires transitive jotter.nn;
  requires transitive java.desktop;

  exports jotter.vision.datasets;
  exports jotter.vision.image;
  exports jotter.vision.transforms;
}
