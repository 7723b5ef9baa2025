package jotter.kernel.eval;

import java.lang.instrument.Instrumentation;
import java.util.Optional;

/// The Java agent in this jar: lets a method be edited while values made with it live on.
///
/// Started with `-javaagent:jotter-kernel-extension.jar`. Without it everything works, but editing
/// the body of a class resets the variables of that class.
public final class Agent {
  private static volatile Instrumentation instrumentation;

  private Agent() {}

  public static void premain(String arguments, Instrumentation given) {
    instrumentation = given;
    System.setProperty("jotter.agent", "on");
  }

  public static void agentmain(String arguments, Instrumentation given) {
    premain(arguments, given);
  }

  /// What the JVM gave the agent, if one was started.
  ///
  /// The agent's jar is put on the system class path, so where this class comes from another loader
  /// there are two of it, and the other one was told.
  static Optional<Instrumentation> instrumentation() {
    if (instrumentation == null && System.getProperty("jotter.agent") != null) {
      try {
        var other = ClassLoader.getSystemClassLoader().loadClass(Agent.class.getName());
        var field = other.getDeclaredField("instrumentation");
        field.setAccessible(true);
        instrumentation = (Instrumentation) field.get(null);
      } catch (ReflectiveOperationException | RuntimeException absent) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(instrumentation);
  }
}
