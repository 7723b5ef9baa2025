/// The CPU engine.
package jotter.tensor.cpu;
