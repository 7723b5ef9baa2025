package jotter.tensor.cpu.machine;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Makes a vector that a loop carried from turn to turn one whose class the compiler knows, so that
/// methods can be called on it: it becomes the argument of an addition that changes nothing. Why
/// that is needed, the {@linkplain jotter.tensor.cpu.machine package} says.
public final class Carried {
  /// Unlike 0, it leaves -0 what it is.
  private static final float NOTHING = -0f;

  private Carried() {}

  /// The same numbers.
  public static FloatVector of(FloatVector v) {
    return FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, NOTHING).add(v);
  }

  /// The same numbers.
  public static IntVector of(IntVector v) {
    return IntVector.zero(IntVector.SPECIES_PREFERRED).or(v);
  }

  /// The same numbers.
  public static DoubleVector of(DoubleVector v) {
    return DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, NOTHING).add(v);
  }
}
