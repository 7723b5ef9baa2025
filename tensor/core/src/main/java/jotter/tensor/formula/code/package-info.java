/// Formulas as straight-line machine code.
///
/// A {@link jotter.tensor.formula.code.Code} is what a formula becomes when the type of its numbers
/// is fixed: a list of steps over a handful of operations that every processor has (arithmetic,
/// fused multiply-add, comparisons, bits), each step computed once. Engines translate it to
/// bytecode, to vector bytecode or to PTX.
///
/// The elementary functions are lowered to these steps *here*, as polynomials, and not left to each
/// engine's library. That costs a few pages of coefficients and buys much: a scalar loop, a vector
/// loop of any width and its tail give bit-identical results, on every machine; a first call that
/// runs in a plain loop agrees with the millionth that runs in a vector kernel; nothing depends on
/// a library of vector mathematics being there. Rarer functions are calls into {@link
/// jotter.tensor.formula.Special}, one number at a time.
package jotter.tensor.formula.code;
