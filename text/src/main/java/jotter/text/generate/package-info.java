/// Choosing tokens by their scores: at random, or by a search for the most probable text.
package jotter.text.generate;
