/// Computations as data.
///
/// {@link jotter.tensor.graph.Trace} runs a function once with an example and listens: every
/// operation goes through one place ({@link jotter.tensor.Dispatch}), so what came from what is
/// seen without rewriting anybody's code. The result is a {@link jotter.tensor.graph.Graph}: values
/// that are computed once, operations (the very records of {@code jotter.tensor.op}, attributes and
/// all), leaves by their names in the state dict. Graphs can be run, printed, drawn, and rewritten
/// by {@link jotter.tensor.graph.Passes}; exports read them.
///
/// Two things make a trace differ from what ran. Changes in place are undone: memory has a current
/// value, a change gives it a new one, and views are taken anew from it, so that a pass may move
/// operations freely. And what depends on data is refused, for a graph that silently keeps one
/// branch of an `if` is worse than none: looking at a tensor's values while a graph is captured
/// throws, with the line.
package jotter.tensor.graph;
