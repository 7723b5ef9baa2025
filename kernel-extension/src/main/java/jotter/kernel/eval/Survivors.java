package jotter.kernel.eval;

import java.util.List;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/// What becomes of older variables and declarations when a cell declares something anew: kept where
/// that can be, and told to the user where it cannot.
final class Survivors {
  private final JShell shell;
  private final Control control;

  Survivors(JShell shell, Control control) {
    this.shell = shell;
    this.control = control;
  }

  /// Keeps variables whose initializer no longer compiles: it has run, and need not run again.
  void rescue(List<SnippetEvent> events, Cell cell) {
    for (SnippetEvent event : events) {
      boolean broken =
          switch (event.status()) {
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED, REJECTED -> true;
            case VALID, OVERWRITTEN, DROPPED, NONEXISTENT -> false;
          };
      if (event.causeSnippet() == null || !broken || !(event.snippet() instanceof VarSnippet var)) {
        continue;
      }
      String name = var.name();
      Object value = control.value(name).orElse(null);
      String type = control.type(name).orElse(var.typeName());
      Snippet again = shell.eval(type + " " + name + ";").getFirst().snippet();
      if (shell.status(again) == Snippet.Status.REJECTED || !control.set(name, value)) {
        cell.warn("Warning: " + name + " is gone, because what it was made with has changed.");
      }
    }
  }

  void warnOfLost(Snippet cause, Cell cell) {
    control
        .takeLost()
        .forEach(
            (name, type) -> {
              if (!(cause instanceof VarSnippet var && var.name().equals(name))) {
                cell.warn(
                    "Warning: "
                        + name
                        + " was reset, because "
                        + (type.isEmpty() ? "its type" : type)
                        + " has changed; run the cell that sets it again.");
              }
            });
  }

  /// Says what a declaration still waits for.
  void noteUnresolved(DeclarationSnippet snippet, Cell cell) {
    List<String> missing = shell.unresolvedDependencies(snippet).toList();
    Snippet.Status status = shell.status(snippet);
    if (!missing.isEmpty() && status != Snippet.Status.VALID && status.isActive()) {
      cell.warn(
          "Note: "
              + snippet.name()
              + " can be used once "
              + String.join(", ", missing)
              + " is declared.");
    }
  }
}
