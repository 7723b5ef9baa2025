/// Tensors: values, shapes, types, and the operations on them.
package jotter.tensor;
