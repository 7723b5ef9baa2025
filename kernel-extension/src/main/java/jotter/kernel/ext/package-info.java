/// Jotter as a guest in the kernels of others.
package jotter.kernel.ext;
