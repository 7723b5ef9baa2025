/// The evaluation layer: JShell with what a notebook needs (see [jotter.kernel]).
package jotter.kernel.eval;
