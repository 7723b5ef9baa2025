/// The command line.
package jotter.launcher;
