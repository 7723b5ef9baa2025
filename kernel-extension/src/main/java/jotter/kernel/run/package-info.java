/// Notebooks without Jupyter: run from the first cell to the last, written as .ipynb and HTML.
package jotter.kernel.run;
