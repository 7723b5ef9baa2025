/// The nn module.
package jotter.nn;
