/// Jotter's text module.
module jotter.text {
  requires transitive jotter.nn;
}
