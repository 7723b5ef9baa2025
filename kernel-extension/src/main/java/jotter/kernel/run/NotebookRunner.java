package jotter.kernel.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jotter.kernel.eval.Cell;
import jotter.kernel.eval.CellFailure;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Outcome;
import jotter.tensor.display.MimeBundle;

/// Runs a notebook's cells in order, in the engine that the kernel runs them in.
public final class NotebookRunner {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PrintStream out;
  private final PrintStream err;
  private final Duration timeout;
  private final Map<String, List<ObjectNode>> displays = new HashMap<>();

  /// @param timeout how long one cell may take, or null for ever
  public NotebookRunner(PrintStream out, PrintStream err, Duration timeout) {
    this.out = out;
    this.err = err;
    this.timeout = timeout;
  }

  /// The first cell that failed.
  ///
  /// @param cell the cell
  /// @param failure what it failed of
  public record Failure(Notebook.NotebookCell cell, CellFailure failure) {}

  /// Runs all code cells and puts their outputs into the notebook, up to the first that fails and
  /// is not tagged `raises-exception`.
  ///
  /// @return the failure, or null if there was none
  public Failure run(Notebook notebook) {
    try (var engine = new Engine()) {
      describe(notebook);
      int count = 0;
      Failure failed = null;
      for (Notebook.NotebookCell cell : notebook.cells()) {
        if (!cell.isCode()) {
          continue;
        }
        cell.outputs().removeAll();
        cell.json().putNull("execution_count");
        if (failed != null || cell.source().isBlank()) {
          continue;
        }
        cell.json().put("execution_count", ++count);
        CellFailure failure = run(engine, cell, count);
        if (failure != null && !cell.mayFail()) {
          failed = new Failure(cell, failure);
        }
      }
      return failed;
    }
  }

  private CellFailure run(Engine engine, Notebook.NotebookCell cell, int count) {
    var listener = new RunListener(cell.outputs(), displays, out, err);
    Outcome outcome = within(engine, cell.source(), new Cell(count, listener));
    listener.end();
    switch (outcome) {
      case Outcome.Value(Object _, MimeBundle shown) -> listener.result(count, shown);
      case Outcome.Done() -> {
        // All it had to say is said.
      }
      case Outcome.Failed(CellFailure failure) -> {
        listener.error(failure);
        return failure;
      }
    }
    return null;
  }

  private Outcome within(Engine engine, String source, Cell cell) {
    if (timeout == null) {
      return engine.run(source, cell);
    }
    var running = new CompletableFuture<Outcome>();
    Thread.ofPlatform()
        .daemon()
        .name("jotter-run")
        .start(() -> running.complete(engine.run(source, cell)));
    String late = "the cell took longer than " + seconds(timeout) + " s and was interrupted";
    try {
      return running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      engine.interrupt();
      try {
        Outcome stopped = running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        List<String> lines =
            stopped instanceof Outcome.Failed(CellFailure f) ? f.lines() : List.of();
        int line = stopped instanceof Outcome.Failed(CellFailure f) ? f.line() : 0;
        return timedOut(late, lines, line);
      } catch (TimeoutException stuck) {
        return timedOut(late + "; it did not stop", List.of(), 0);
      } catch (InterruptedException | ExecutionException e) {
        return timedOut(late, List.of(), 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      engine.interrupt();
      return timedOut("the run was stopped", List.of(), 0);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Outcome timedOut(String message, List<String> lines, int line) {
    var all = new java.util.ArrayList<String>();
    all.add("Timeout: " + message);
    lines.stream().skip(1).forEach(all::add);
    return new Outcome.Failed(new CellFailure("Timeout", message, all, line, null));
  }

  private static String seconds(Duration d) {
    return d.toMillis() % 1000 == 0 ? "" + d.toSeconds() : "" + d.toMillis() / 1000.0;
  }

  /// Notes which kernel ran it, as the kernel itself would have.
  private static void describe(Notebook notebook) {
    ObjectNode kernel = notebook.metadata().withObjectProperty("kernelspec");
    kernel.put("display_name", jotter.kernel.install.KernelSpec.DISPLAY_NAME);
    kernel.put("language", "java");
    kernel.put("name", jotter.kernel.install.KernelSpec.NAME);
    ObjectNode language = notebook.metadata().withObjectProperty("language_info");
    language.put("codemirror_mode", "text/x-java");
    language.put("file_extension", ".jshell");
    language.put("mimetype", "text/x-java");
    language.put("name", "java");
    language.put("pygments_lexer", "java");
    language.put("version", Runtime.version().toString());
  }
}
