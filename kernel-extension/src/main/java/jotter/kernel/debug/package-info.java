/// The debugger: cells that stop at a line, inside the JVM that runs them.
package jotter.kernel.debug;
