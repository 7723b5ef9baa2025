/// The processor's memory for tensors: off the heap, aligned to 64 bytes, never closed by hand.
///
/// A large tensor has a {@link jotter.tensor.cpu.memory.Chunk} of its own, of a size class so that
/// the next tensor of about that size can take it over. Small ones are cut from a shared slab, one
/// after the other, because a cleaner for each of a million ten-element tensors would cost more
/// than the tensors. A chunk returns to the {@link jotter.tensor.cpu.memory.Pool} when the last
/// storage in it is released or was collected: whoever knows that a storage is dead (the engine, a
/// scope) releases it at once, and for all others the garbage collector finds out.
///
/// The collector does not see off-heap memory, so it would wait for too long. The pool therefore
/// has a budget: when what is held would grow beyond it, it asks for a collection first, and sets
/// the budget anew by what that collection left over. No arena is closed while tensors are used
/// (closing shared arenas stops all threads): chunks come from the operating system once and are
/// reused; what stays unused above the budget is given back.
package jotter.tensor.cpu.memory;
