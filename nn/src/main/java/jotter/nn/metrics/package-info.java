/// Measures of quality, gathered batch by batch.
package jotter.nn.metrics;
