/// The kernelspec by which Jupyter finds the kernel.
package jotter.kernel.install;
