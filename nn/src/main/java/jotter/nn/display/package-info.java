/// How models and training look: summaries as tables, models as graphs, losses as curves.
///
/// All of it is made of the values of [jotter.tensor.display], so it is text in a terminal and a
/// picture in a notebook.
package jotter.nn.display;
