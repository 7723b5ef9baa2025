/// The networks that are trained and asked in the benchmark: also samples of how a model is
/// written. Each is one file; parameters have the names of the fields.
package jotter.bench.models;
