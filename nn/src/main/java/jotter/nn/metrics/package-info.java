/// Measures of quality, gathered batch by batch, by any number of threads; the values are those of
/// scikit-learn.
package jotter.nn.metrics;
