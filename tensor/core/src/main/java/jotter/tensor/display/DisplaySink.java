package jotter.tensor.display;

import java.io.PrintStream;
import java.util.Objects;
import java.util.function.Supplier;

/// Where shown things go: a terminal, a notebook cell, a page being written.
public interface DisplaySink {
  /// Shows a bundle.
  ///
  /// @param id what [#update] may later name, or `null` if it never changes
  void display(MimeBundle bundle, String id);

  /// Replaces everything that was shown under an id.
  void update(String id, MimeBundle bundle);

  /// Removes what was shown so far, at once or when the next thing is shown.
  void clear(boolean wait);

  /// Whether things shown can change in place and be more than text.
  boolean rich();

  /// Runs an action when whatever this sink belongs to (a cell) ends; a terminal never ends.
  void atEnd(Runnable action);

  /// The sink of the calling thread.
  static DisplaySink current() {
    return Routing.router.get();
  }

  /// Decides from now on where things shown go; the supplier is asked on the showing thread.
  static void route(Supplier<? extends DisplaySink> router) {
    Routing.router = Objects.requireNonNull(router, "router");
  }

  /// A sink that prints the plain text of everything.
  static DisplaySink terminal(PrintStream out) {
    return new TerminalSink(out);
  }
}

/// Holds what an interface cannot: a variable.
final class Routing {
  static volatile Supplier<? extends DisplaySink> router = () -> DisplaySink.terminal(System.out);

  private Routing() {}
}

record TerminalSink(PrintStream out) implements DisplaySink {
  @Override
  public void display(MimeBundle bundle, String id) {
    out.println(bundle.plain());
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    out.println(bundle.plain());
  }

  @Override
  public void clear(boolean wait) {}

  @Override
  public boolean rich() {
    return false;
  }

  @Override
  public void atEnd(Runnable action) {}
}
