/// Innermost loops that are too particular for formulas: vectors as bytecode, and the plain loops
/// that stand in for them until they are warm.
package jotter.tensor.cpu.loop;
