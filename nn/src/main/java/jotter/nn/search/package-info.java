/// Looking for good settings of a training.
///
/// A {@link jotter.nn.search.Study} asks a {@link jotter.nn.search.Searcher} for settings, tries
/// them, and remembers every trial in a database file, so that it goes on where it was cut off. A
/// {@link jotter.nn.search.Pruner} ends trials that will not be good.
package jotter.nn.search;
