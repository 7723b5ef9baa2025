/// The benchmark.
package jotter.bench;
