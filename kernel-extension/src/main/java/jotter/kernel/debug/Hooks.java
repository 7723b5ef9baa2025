package jotter.kernel.debug;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/// Links the calls that [LineHooks] puts into cells. Public for the JVM's sake alone.
public final class Hooks {
  private static final MethodHandle LINE;
  private static final MethodHandle ENTER;
  private static final MethodHandle LEAVE;
  private static final MethodHandle THROWN;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      LINE =
          own.findVirtual(
              Debugger.class,
              "line",
              MethodType.methodType(void.class, int.class, Object.class, Object[].class));
      ENTER = own.findVirtual(Debugger.class, "enter", MethodType.methodType(Object.class));
      LEAVE =
          own.findVirtual(Debugger.class, "leave", MethodType.methodType(void.class, Object.class));
      THROWN =
          own.findVirtual(
              Debugger.class,
              "thrown",
              MethodType.methodType(void.class, Object.class, Throwable.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Hooks() {}

  /// Links one call.
  ///
  /// @param what `line`, `enter`, `leave` or `thrown`
  /// @param number of the line's [Site], else of the [Debugger]
  public static CallSite link(
      MethodHandles.Lookup caller, String what, MethodType type, int number) {
    boolean line = what.equals("line");
    Debugger debugger = line ? Debugger.ofSite(number) : Debugger.ofNumber(number);
    MethodHandle active =
        switch (what) {
          case "line" ->
              MethodHandles.insertArguments(LINE, 0, debugger, number)
                  .asCollector(Object[].class, type.parameterCount() - 1);
          case "enter" -> ENTER.bindTo(debugger);
          case "leave" -> LEAVE.bindTo(debugger);
          case "thrown" -> THROWN.bindTo(debugger);
          default -> throw new IllegalArgumentException(what);
        };
    return debugger.link(new Switched(active.asType(type), MethodHandles.empty(type)));
  }

  /// A call that is there or not.
  static final class Switched extends MutableCallSite {
    private final MethodHandle on;
    private final MethodHandle off;

    Switched(MethodHandle on, MethodHandle off) {
      super(off);
      this.on = on;
      this.off = off;
    }

    void turn(boolean active) {
      setTarget(active ? on : off);
    }
  }
}
