/// What every loop stands on: memory by address, vectors of the machine's width, and the
/// just-in-time compiler, which has to have seen a vector method before it may be called in
/// earnest.
///
/// {@link jotter.tensor.cpu.machine.Memory} is all memory, {@link jotter.tensor.cpu.machine.Simd}
/// says whether there are vectors and how wide they are, and {@link
/// jotter.tensor.cpu.machine.Warmer} runs new vector methods on scratch data until they are machine
/// code. {@link jotter.tensor.cpu.machine.Gate} stands before a method that has a plain twin, and
/// {@link jotter.tensor.cpu.machine.Warm} is for loops that come as objects of two classes. This
/// package knows no other of the engine.
///
/// Hand-written vector loops keep one rule: a vector that a loop carries from turn to turn is never
/// the receiver of a method, but an argument of one that was just loaded: `loaded.add(sum)`, not
/// `sum.add(loaded)`. Of a carried variable the compiler knows only the declared type when it comes
/// to the loop; a method called on it is looked up through a profile that all users of the Vector
/// API share, and where that is still empty, every turn allocates a vector, ten to twenty times
/// slower, in one process and not in the next. The same goes for a vector that comes from two ways.
/// After the loop, {@link jotter.tensor.cpu.machine.Carried} makes a receiver of it.
///
/// A second rule concerns small methods with vectors as arguments or results. What follows a loop
/// runs rarely beside it, and the compiler may leave a rare call a call, for which every vector
/// becomes an object: in one process of three, sums took three times as long. Such methods have
/// names that the launcher's options tell the compiler to make part of their callers (`at`, `total`
/// and others in classes called `Vector*`); a new one belongs into that list.
package jotter.tensor.cpu.machine;
