/// Sources of random numbers: a counter-based one for everything, and PyTorch's for comparison.
package jotter.tensor.random;
