package jotter.tensor.cpu.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/// Tells the compiler the class of a vector that a loop carried from turn to turn, or that comes
/// from one of two ways.
///
/// Where a loop begins, the compiler knows of such a variable only its declared type. A method
/// called **on** it is then looked up anew, through a profile that all users of the Vector API
/// share, and when there is none yet, every turn allocates a vector object: ten to twenty times
/// slower, in one process and not in the next. So inside loops a carried vector is only an argument
/// of methods of a vector that was just loaded or made (`loaded.add(carried)`), and where it must
/// be the receiver, as after the loop, it goes through here, which costs nothing.
public final class Exact {
  private static final Class<?> F32 = FloatVector.SPECIES_PREFERRED.vectorType();
  private static final Class<?> F64 = DoubleVector.SPECIES_PREFERRED.vectorType();

  private Exact() {}

  /// The same vector, of the preferred species.
  public static FloatVector of(FloatVector v) {
    return (FloatVector) F32.cast(v);
  }

  /// The same vector, of the preferred species.
  public static DoubleVector of(DoubleVector v) {
    return (DoubleVector) F64.cast(v);
  }
}
