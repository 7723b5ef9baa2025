/// The Jupyter messaging protocol over ZeroMQ, on the classes of jjava-jupyter.
package jotter.kernel.wire;
