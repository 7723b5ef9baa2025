package jotter.tensor.cpu;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/// Prints why a test was skipped: the build's summary only counts those.
public final class Reasons implements TestExecutionListener {
  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    print(test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == TestExecutionResult.Status.ABORTED)
      print(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
  }

  private static void print(TestIdentifier test, String reason) {
    String where =
        switch (test.getSource().orElse(null)) {
          case MethodSource m -> simple(m.getClassName()) + ", ";
          case ClassSource c -> "";
          case null, default -> "";
        };
    System.out.println("skipped: " + where + test.getDisplayName() + ": " + reason);
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
