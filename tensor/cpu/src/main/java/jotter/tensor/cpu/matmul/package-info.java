/// Matrix products.
///
/// One blocked algorithm on packed panels does the heavy work, for every stride and floating type,
/// because packing is where strides and types are dealt with. Its micro-kernel is emitted for the
/// machine's vectors; until that is compiled in the background, a plain loop with the same order of
/// operations stands in, and gives the same bits. Products too small or too thin for packing have
/// plain paths, whole and complex numbers loops of their own. How work is cut depends on sizes
/// only.
package jotter.tensor.cpu.matmul;
