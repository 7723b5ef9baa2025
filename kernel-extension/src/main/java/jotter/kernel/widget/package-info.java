/// Controls in a cell's output that call Java: sliders, choices, and a browser for tensors.
package jotter.kernel.widget;
