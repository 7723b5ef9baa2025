/// The notebook.
package jotter.kernel;
