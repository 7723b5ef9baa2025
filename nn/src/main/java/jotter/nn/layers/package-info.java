/// The layers of `torch.nn`, with its names, options and beginnings.
///
/// Layers with parameters are classes; those without are records, whose components are their
/// options. Lazy layers, whose input size is found at the first call, come from static methods
/// named `lazy`.
package jotter.nn.layers;
