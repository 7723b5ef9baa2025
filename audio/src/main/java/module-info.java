/// Sound: files, spectra, features, data sets.
module jotter.audio {
  requires transitive jotter.nn;

  exports jotter.audio.datasets;
  exports jotter.audio.transforms;
  exports jotter.audio.wave;
}
