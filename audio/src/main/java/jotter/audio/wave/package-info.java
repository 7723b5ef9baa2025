/// Sound as it lies in files.
package jotter.audio.wave;
