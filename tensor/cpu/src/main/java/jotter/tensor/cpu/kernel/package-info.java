/// The kernel compiler: from a formula to a loop in machine code.
///
/// A {@link jotter.tensor.formula.Program} is lowered to straight-line {@link
/// jotter.tensor.formula.code.Code}, and this package emits bytecode for it with
/// `java.lang.classfile`: one hidden class per formula, type of numbers and access pattern. A
/// shared loop calling lambdas would be megamorphic, which is slow, so every formula has its own
/// loop.
///
/// Kernels come in three forms. The first is a scalar loop over plain arrays: it runs well from the
/// first call on, because arrays are what the interpreter and the first compiler are good at, and
/// with {@link jotter.tensor.cpu.kernel.Staging} in front it serves all types and layouts. The same
/// with vectors replaces it when there was enough work. The third reads and writes memory directly
/// and is chosen for operands in order (or broadcast) and of the kernel's type, or of truth values
/// and bytes, which it widens and narrows in registers. Vector code is hundreds of times slower
/// than any other before the just-in-time compiler has seen to it, so {@link
/// jotter.tensor.cpu.machine.Warmer} runs it on scratch data in the background first.
///
/// Transposed operands are turned round tile by tile first, by {@link
/// jotter.tensor.cpu.loop.Turner}, into memory of the thread; then they are in order as well, for
/// either form. What is copied unchanged goes from the turned tile to the result without a kernel.
///
/// All forms compute the same bits: the elementary functions are part of the lowered code, so a
/// vector, its tail and a first scalar call agree, and results do not depend on when a kernel
/// became warm.
package jotter.tensor.cpu.kernel;
