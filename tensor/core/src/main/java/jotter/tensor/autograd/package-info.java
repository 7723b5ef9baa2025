/// Tools around the gradients that tensors compute themselves: derivatives as functions, checks by
/// differences, and trading time for memory.
package jotter.tensor.autograd;
