/// Runs conformance cases of layers, optimizers and schedulers against Jotter.
package jotter.nn.conformance;
