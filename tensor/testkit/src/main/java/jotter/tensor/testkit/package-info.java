/// Checks of tensors and engines.
package jotter.tensor.testkit;
