/// Real runs on real data: what `./jotter train NAME` starts. Each is one file to read from its
/// beginning to its end, and ends with a figure that stands in docs/results.md.
package jotter.examples;
