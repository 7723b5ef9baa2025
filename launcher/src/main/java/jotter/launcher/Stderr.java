package jotter.launcher;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// Gives the process its standard error back.
///
/// The JVM writes "Using incubator modules: jdk.incubator.vector" to standard error at each start
/// and has no option against it. The script therefore starts it with descriptor 2 closed off and
/// the real one kept as descriptor 3 (`3>&2 2>/dev/null`); `dup2(3, 2)` undoes that for this JVM
/// and for every process it starts. Reopening `/dev/fd/3` in Java would mend only `System.err`.
final class Stderr {
  private Stderr() {}

  /// Puts back the descriptor that the property `jotter.stderr` names; without it, does nothing.
  static void restore() {
    Integer kept = Integer.getInteger("jotter.stderr");
    if (kept == null) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      var dup2 =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("dup2"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int descriptor = (int) dup2.invokeExact((int) kept, 2);
      if (descriptor != 2) {
        System.out.println("jotter: standard error could not be restored");
      }
    } catch (Throwable e) {
      System.out.println("jotter: standard error could not be restored: " + e.getMessage());
    }
  }
}
