/// The functions of `torch.nn.functional`, by topic. Users call them through {@link
/// jotter.tensor.F}, which inherits them all.
///
/// The classes form a chain only so that one name, `F`, reaches every static method while each file
/// stays with one topic. All are compositions of tensor operations (so gradients of every order
/// follow), except for convolution, pooling and softmax, which are operations themselves.
package jotter.tensor.functional;
