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
/// and is chosen for operands in order (or broadcast) and of the kernel's type. Vector code is
/// hundreds of times slower than any other before the just-in-time compiler has seen to it, so
/// `Warmer` runs it on scratch data in the background first.
///
/// Transposed operands are turned round tile by tile first, by {@link
/// jotter.tensor.cpu.loop.Turner}, into memory of the thread; then they are in order as well, for
/// either form. What is copied unchanged goes from the turned tile to the result without a kernel.
///
/// Hand-written vector loops keep one rule: a vector that a loop carries from turn to turn is never
/// the receiver of a method, but an argument of one that was just loaded: `loaded.add(sum)`, not
/// `sum.add(loaded)`. Of a carried variable the compiler knows only the declared type when it comes
/// to the loop; a method called on it is looked up through a profile that all users of the Vector
/// API share, and where that is still empty, every turn allocates a vector, ten to twenty times
/// slower, in one process and not in the next. The same goes for a vector that comes from two ways.
/// After the loop, {@link jotter.tensor.cpu.kernel.Carried} makes a receiver of it.
///
/// A second rule concerns small methods with vectors as arguments or results. What follows a loop
/// runs rarely beside it, and the compiler may leave a rare call a call, for which every vector
/// becomes an object: in one process of three, sums took three times as long. Such methods have
/// names that the launcher's options tell the compiler to make part of their callers (`at`, `total`
/// and others in classes called `Vector*`); a new one belongs into that list.
///
/// All forms compute the same bits: the elementary functions are part of the lowered code, so a
/// vector, its tail and a first scalar call agree, and results do not depend on when a kernel
/// became warm.
package jotter.tensor.cpu.kernel;
