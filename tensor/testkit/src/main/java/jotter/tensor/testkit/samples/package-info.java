/// Samples of every operation: attributes and inputs with which it can be called, one line for
/// each.
///
/// The catalogue of operations is read from the compiled classes, so that an operation without a
/// sample is noticed: {@code OpContractTest} fails for it.
package jotter.tensor.testkit.samples;
