package jotter.kernel.eval;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Knows when the cells' thread may be interrupted.
///
/// `Thread.interrupt` while javac reads a jar closes the file under it, and every later compilation
/// fails. So the thread itself is interrupted only inside the user's code; elsewhere the wish is
/// noted and the next piece of user code does not begin.
final class InterruptGuard implements Control.Guard {
  private static final long GRACE_SECONDS = 3;
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("jotter-interrupt").factory());

  private Thread thread;
  private Cell cell;
  private int depth;
  private boolean interrupted;
  private boolean exhausted;

  synchronized void begin(Cell started) {
    thread = Thread.currentThread();
    cell = started;
    depth = 0;
    interrupted = false;
    exhausted = false;
  }

  synchronized void end() {
    cell = null;
    depth = 0;
    interrupted = false;
    Thread.interrupted();
    Interrupts.reset();
  }

  synchronized boolean interrupted() {
    return interrupted;
  }

  /// Whether the cell was stopped because the heap is full.
  synchronized boolean exhausted() {
    return exhausted;
  }

  /// Asks the running cell to stop because the heap is full.
  synchronized void exhaust() {
    // A cell that fills the heap is asked more than once before it stops.
    if (!interrupted) {
      exhausted = cell != null;
    }
    interrupt();
  }

  /// Asks the running cell to stop.
  synchronized void interrupt() {
    if (cell == null) {
      return;
    }
    if (!interrupted) {
      Cell stopping = cell;
      CLOCK.schedule(() -> complain(stopping), GRACE_SECONDS, TimeUnit.SECONDS);
    }
    interrupted = true;
    Interrupts.trip(thread);
    if (depth > 0) {
      thread.interrupt();
    }
  }

  private synchronized void complain(Cell stopping) {
    if (cell != stopping) {
      return;
    }
    StackTraceElement[] stack = thread.getStackTrace();
    stopping.warn(
        "The cell does not stop: it is busy in "
            + (stack.length == 0 ? "native code" : stack[0])
            + ", which cannot be interrupted. Wait, or restart the kernel.");
  }

  @Override
  public synchronized void enter() {
    depth++;
    if (interrupted) {
      throw new Interrupts.CellInterrupted();
    }
  }

  @Override
  public synchronized void leave() {
    depth--;
    if (depth == 0) {
      Thread.interrupted();
    }
  }

  /// As [#enter], without throwing; returns what [#leaveCode] needs.
  synchronized int enterCode() {
    return depth++;
  }

  synchronized void leaveCode(int before) {
    depth = before;
    if (depth == 0) {
      Thread.interrupted();
    }
  }

  /// Leaves user code for a while, to compile; returns what [#resume] needs.
  synchronized int suspend() {
    int before = depth;
    depth = 0;
    Thread.interrupted();
    return before;
  }

  synchronized void resume(int before) {
    depth = before;
    if (interrupted && depth > 0) {
      thread.interrupt();
    }
  }
}
