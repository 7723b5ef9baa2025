/// Recordings to learn from.
package jotter.audio.datasets;
