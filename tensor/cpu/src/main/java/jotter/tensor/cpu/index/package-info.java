/// Reading and writing by index, and sorting.
///
/// Elements are moved as bits, by their width: 1, 2, 4, 8 or 16 bytes, so one loop serves every
/// type of a width. Only what combines elements (adding into, comparing) knows types.
package jotter.tensor.cpu.index;
