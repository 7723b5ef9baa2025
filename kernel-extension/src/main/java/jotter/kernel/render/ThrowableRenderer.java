package jotter.kernel.render;

import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows an exception with its first frames and its causes.
public final class ThrowableRenderer implements Renderer<Throwable> {
  private static final int FRAMES = 8;
  private static final int CAUSES = 10;

  @Override
  public Class<Throwable> type() {
    return Throwable.class;
  }

  @Override
  public MimeBundle render(Throwable thrown) {
    var out = new StringBuilder();
    Throwable t = thrown;
    for (int depth = 0; t != null && depth < CAUSES; depth++) {
      out.append(depth == 0 ? "" : "caused by ").append(t).append('\n');
      StackTraceElement[] trace = t.getStackTrace();
      for (int i = 0; i < Math.min(FRAMES, trace.length); i++) {
        out.append("    at ").append(trace[i]).append('\n');
      }
      if (trace.length > FRAMES) {
        out.append("    ... ").append(trace.length - FRAMES).append(" more\n");
      }
      t = t.getCause();
    }
    return MimeBundle.of(out.toString().stripTrailing());
  }
}
