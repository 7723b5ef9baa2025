package jotter.kernel.eval;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/// Stops loops that never look whether they should stop.
///
/// [CellTransformer] puts an `invokedynamic` into every loop and method that a cell compiles. All
/// of them share one call site which does nothing, so compiled code holds nothing for it: no read,
/// no branch, and the loop still vectorizes. [#trip] gives the site a target that throws; the JVM
/// then discards the compiled loops at their next safepoint, and they run into it. `Thread.stop`,
/// which did this once, is gone.
public final class Interrupts {
  private static final MethodType VOID = MethodType.methodType(void.class);
  private static final MethodHandle PASS = MethodHandles.empty(VOID);
  private static final MutableCallSite SITE = new MutableCallSite(PASS);
  private static final MethodHandle STOP;

  static {
    try {
      STOP = MethodHandles.lookup().findStatic(Interrupts.class, "stop", VOID);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static volatile Thread target;

  private Interrupts() {}

  /// Thrown in a cell that is to stop. An `Error`, so that `catch (Exception e)` lets it pass.
  public static final class CellInterrupted extends Error {
    private static final long serialVersionUID = 1;

    CellInterrupted() {
      super("the cell was interrupted");
    }
  }

  /// Links an instruction in a cell's code; called by the JVM.
  public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type) {
    return SITE;
  }

  /// From now on a loop on this thread, or in a parallel stream, throws [CellInterrupted].
  static void trip(Thread thread) {
    target = thread;
    SITE.setTarget(STOP);
    MutableCallSite.syncAll(new MutableCallSite[] {SITE});
  }

  /// Lets all loops run again.
  static void reset() {
    if (target != null) {
      target = null;
      SITE.setTarget(PASS);
      MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }
  }

  /// Whether the running cell is to stop: for waits that swallow a thread's interruption.
  public static boolean wanted() {
    return target != null;
  }

  /// Throws [CellInterrupted] if the calling thread is to stop.
  static void check() {
    stop();
  }

  private static void stop() {
    Thread me = Thread.currentThread();
    if (me == target || target != null && me instanceof java.util.concurrent.ForkJoinWorkerThread) {
      throw new CellInterrupted();
    }
  }
}
