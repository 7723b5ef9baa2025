package jotter.kernel.render;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows an exception with its first frames and its causes.
public final class ThrowableRenderer implements Renderer<Throwable> {
  private static final int FRAMES = 8;
  private static final int CAUSES = 10;
  private static final String CELL = "a cell";

  /// What runs cells; nobody looks for a mistake there.
  private static final List<String> OURS =
      List.of("jotter.kernel.", "jdk.jshell.", "jdk.internal.", "java.lang.reflect.");

  @Override
  public Class<Throwable> type() {
    return Throwable.class;
  }

  /// A cell's classes have names that tell nobody anything.
  private static String frame(StackTraceElement f) {
    if (!f.getClassName().startsWith("REPL.")) {
      return f.toString();
    }
    String method = f.getMethodName();
    return method.startsWith("do_it$")
        ? CELL
        : method.replaceFirst("^lambda\\$do_it.*", "lambda") + " in a cell";
  }

  @Override
  public MimeBundle render(Throwable thrown) {
    var out = new StringBuilder();
    Throwable t = thrown;
    for (int depth = 0; t != null && depth < CAUSES; depth++) {
      String text = t.toString().replaceFirst("^jotter\\.[a-z.]+(\\w+)\\$", "$1.");
      out.append(depth == 0 ? "" : "caused by ")
          .append(t.getClass().getName().startsWith("jotter.") ? text : t)
          .append('\n');
      List<String> trace = new ArrayList<>();
      for (StackTraceElement f : t.getStackTrace()) {
        if (OURS.stream().noneMatch(f.getClassName()::startsWith)) {
          trace.add(frame(f));
        }
        // Below the cell there is only what runs cells.
        if (CELL.equals(frame(f))) {
          break;
        }
      }
      for (int i = 0; i < Math.min(FRAMES, trace.size()); i++) {
        out.append("    at ").append(trace.get(i)).append('\n');
      }
      if (trace.size() > FRAMES) {
        out.append("    ... ").append(trace.size() - FRAMES).append(" more\n");
      }
      t = t.getCause();
    }
    return MimeBundle.of(out.toString().stripTrailing());
  }
}
