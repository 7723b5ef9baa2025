package jotter.tensor.spi;

import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.formula.Program;

/// What an engine must provide, by families of operations. Shapes, types and devices were checked
/// before a call arrives here; outputs are allocated by the caller and may be of any layout unless
/// said otherwise. Engines are found by {@link java.util.ServiceLoader}.
public interface Backend {
  Device device();

  /// A line for people: what machine this engine uses and how.
  String description();

  /// Memory of at least `bytes` bytes, aligned to 64, contents undefined.
  Storage allocate(long bytes);

  /// `out[i] = program(in[0][i], in[1][i], ...)` for all `i`.
  ///
  /// All blocks have `out`'s shape (inputs are expanded by zero strides). Inputs are converted to
  /// `compute` as they are read; the result is converted to `out`'s type as it is written. `compute`
  /// is one of int32 (for narrower integers and bool, wrapped on writing), int64, float32 (for the
  /// 16-bit floats too), float64, complex64, complex128. `out` may be one of the inputs, in the same
  /// layout. Integer division by zero throws ArithmeticException.
  void pointwise(Program program, DType compute, double[] scalars, Block out, Block... in);
}
