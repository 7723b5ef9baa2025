/// Expressions in NumPy's and PyTorch's notation over the tensors of a notebook.
package jotter.kernel.magic.np;
