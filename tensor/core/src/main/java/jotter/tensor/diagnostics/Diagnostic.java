package jotter.tensor.diagnostics;

/// One module's part of the [Report]; found by [java.util.ServiceLoader].
///
/// ```java
/// public final class KernelDiagnostic implements Diagnostic {
///   public Report.Section inspect() {
///     return Report.section("Notebook", Report.Entry.good("kernelspec", path));
///   }
/// }
/// ```
@FunctionalInterface
public interface Diagnostic {

  /// Looks at the machine and says what it found. May be slow (a probe may start a process), may
  /// throw: the report then shows the exception's message in this section's place.
  Report.Section inspect();

  /// Where the section stands in the report, low numbers first. The JDK, processor and GPU are at
  /// 0-99.
  default int order() {
    return 500;
  }
}
