/// Jotter's nn module.
module jotter.nn {
  requires transitive jotter.tensor;
}
