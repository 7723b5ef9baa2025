package jotter.tensor.display;

import java.util.List;

/// One part of the report that `%jotter` prints: what a module knows of its own health.
///
/// Register it in `META-INF/services/jotter.tensor.display.Diagnostics`.
public interface Diagnostics {
  /// The part's heading, such as `GPU`.
  String title();

  /// Where it stands in the report; lower comes first, and the JVM itself is 0.
  default int order() {
    return 100;
  }

  /// What was found. Must not throw and should take milliseconds.
  List<Finding> findings();

  /// One line of the report.
  ///
  /// @param name what was looked at
  /// @param value what was found
  /// @param verdict whether that is good
  /// @param mend what to do about it, empty if nothing
  record Finding(String name, String value, Verdict verdict, String mend) {
    public static Finding ok(String name, String value) {
      return new Finding(name, value, Verdict.OK, "");
    }

    public static Finding note(String name, String value, String mend) {
      return new Finding(name, value, Verdict.NOTE, mend);
    }

    public static Finding bad(String name, String value, String mend) {
      return new Finding(name, value, Verdict.BAD, mend);
    }
  }

  /// How a finding is to be taken.
  enum Verdict {
    OK,
    NOTE,
    BAD
  }
}
