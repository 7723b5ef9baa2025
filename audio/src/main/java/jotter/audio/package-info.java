/// The audio module.
package jotter.audio;
