/// Texts to learn from.
package jotter.text.datasets;
