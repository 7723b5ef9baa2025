/// Jotter's audio module.
module jotter.audio {
  requires transitive jotter.nn;
}
