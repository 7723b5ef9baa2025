package jotter.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Streams;
import jotter.kernel.wire.Connection;
import jotter.tensor.display.Renderers;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/// The Jupyter kernel's process: `KernelMain <connection-file>`.
///
/// Jupyter starts it through the kernelspec that [jotter.kernel.install.KernelSpec] writes.
public final class KernelMain {
  private static final long POLITE_MILLIS = 50;

  /// How many kinds of drawings are rehearsed before the first cell may come.
  private static final int COMMON = 8;

  private KernelMain() {}

  /// Serves until a front end asks for shutdown or the front end's process is gone.
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: KernelMain <connection-file>");
      System.exit(2);
    }
    System.setProperty("java.awt.headless", "true");
    int status = serve(Path.of(args[0]));
    // Threads that cells have left behind do not keep the kernel alive.
    Runtime.getRuntime().exit(status);
  }

  private static int serve(Path connectionFile)
      throws IOException, GeneralSecurityException, InterruptedException {
    var to = KernelConnectionProperties.parse(Files.readString(connectionFile));
    Streams.install();
    CompletableFuture<Engine> engine =
        CompletableFuture.supplyAsync(
            () -> {
              var e = new Engine();
              e.warmUp();
              return e;
            },
            r -> Thread.ofPlatform().daemon().name("jotter-start").start(r));
    try (var connection = new Connection(to, engine)) {
      engine.whenComplete(
          (_, failed) -> {
            if (failed != null) {
              failed.printStackTrace(Streams.log());
              Runtime.getRuntime().halt(1);
            }
          });
      rehearse(engine);
      onInterrupt(engine);
      dieWithParent();
      connection.await();
    }
    return 0;
  }

  /// Draws one of everything, so that nobody waits for the first: the commonest kinds while the
  /// engine starts, the others while the user still types.
  private static void rehearse(CompletableFuture<Engine> engine) {
    // On two processors the cells and the compilers of the JVM have none to spare.
    boolean polite = Runtime.getRuntime().availableProcessors() <= 2;
    Thread.ofPlatform()
        .daemon()
        .name("jotter-rehearsal")
        .priority(Thread.MIN_PRIORITY)
        .start(
            () -> {
              var early = new AtomicInteger();
              Renderers.rehearse(() -> early.getAndIncrement() < COMMON);
              Engine running = engine.join();
              Renderers.rehearse(() -> !polite || idle(running));
            });
  }

  /// Waits until no cell runs.
  private static boolean idle(Engine engine) {
    try {
      while (engine.isRunning()) {
        Thread.sleep(POLITE_MILLIS);
      }
      return true;
    } catch (InterruptedException ended) {
      return false;
    }
  }

  /// Ctrl-C in the terminal under the notebook server interrupts the cell, not the kernel.
  private static void onInterrupt(CompletableFuture<Engine> engine) {
    try {
      sun.misc.Signal.handle(new sun.misc.Signal("INT"), _ -> engine.thenAccept(Engine::interrupt));
    } catch (IllegalArgumentException taken) {
      // The JVM was started with -Xrs; then it handles no signals.
      Streams.log().println("jotter: cannot handle SIGINT: " + taken.getMessage());
    }
  }

  private static void dieWithParent() {
    String named = System.getenv("JPY_PARENT_PID");
    if (named == null || !named.matches("\\d+")) {
      return;
    }
    ProcessHandle parent = ProcessHandle.of(Long.parseLong(named)).orElse(null);
    if (parent != null) {
      parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0));
    } else if (ProcessHandle.current().parent().map(p -> p.pid() == 1).orElse(true)) {
      // It was gone before this was read. (In a container it may only have another number.)
      Runtime.getRuntime().halt(0);
    }
  }
}
