/// The CPU engine: tensors computed by bytecode made for the occasion, without a native library.
///
/// Each family of operations has a package. They stand on {@link jotter.tensor.cpu.machine}
/// (memory, vectors, warm-up), {@link jotter.tensor.cpu.thread} (work shared among cores), {@link
/// jotter.tensor.cpu.memory} (storage), {@link jotter.tensor.cpu.loop} (loops as bytecode) and
/// {@link jotter.tensor.cpu.kernel} (formulas compiled); no two packages import each other. {@link
/// jotter.tensor.cpu.CpuBackend} only passes calls on.
///
/// Common to all: addresses are checked at the door and used unchecked inside; work is cut into
/// blocks by size alone, so that results do not depend on the number of threads; and a scalar path
/// is the truth that every vector path is tested against.
package jotter.tensor.cpu;
