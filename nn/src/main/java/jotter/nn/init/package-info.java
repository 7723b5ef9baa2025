/// Beginnings of parameters.
package jotter.nn.init;
