/// Measures of text.
package jotter.text.metrics;
