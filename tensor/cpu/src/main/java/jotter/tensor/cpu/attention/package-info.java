/// Attention block by block: the weights of a few rows at a time, never those of all.
package jotter.tensor.cpu.attention;
