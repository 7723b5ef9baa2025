package jotter.tensor.display;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;

/// How far a long job is, how fast it goes and when it will be done.
///
/// ```java
/// for (Batch batch : ProgressBar.over("train", loader)) { ... }
///
/// try (var bar = new ProgressBar("download", bytes)) {
///   while (...) bar.step(n).note("loss 0.31");
/// }
/// ```
///
/// In a notebook it is one bar that moves. On a terminal it is one line that is rewritten; where
/// the output is a file or a pipe only the last state is printed. Steps may come from several
/// threads.
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;

  private final String title;
  private final long total;
  private final long start = System.nanoTime();
  private final DisplaySink sink = DisplaySink.current();
  private final LiveDisplay live;
  private final PrintStream terminal;
  private long done;
  private String note = "";
  private long due;
  private long finished;

  /// @param title what is being done
  /// @param total how many steps it takes, or a negative number if nobody knows
  public ProgressBar(String title, long total) {
    this.title = title;
    this.total = total;
    boolean rich = sink.rich();
    this.live = rich ? new LiveDisplay() : null;
    this.terminal =
        !rich && System.console() != null && System.console().isTerminal() ? System.err : null;
    draw();
  }

  /// Walks over something and moves along. The bar ends with the loop, or with the cell.
  public static <T> Iterable<T> over(String title, Iterable<T> items) {
    long total = items instanceof Collection<?> known ? known.size() : -1;
    return over(title, total, items);
  }

  /// Walks over something whose length is known from elsewhere.
  public static <T> Iterable<T> over(String title, long total, Iterable<T> items) {
    return () -> {
      var bar = new ProgressBar(title, total);
      Iterator<T> each = items.iterator();
      return new Iterator<>() {
        private boolean begun;

        @Override
        public boolean hasNext() {
          boolean more = each.hasNext();
          if (!more) {
            if (begun) {
              bar.step(1);
              begun = false;
            }
            bar.close();
          }
          return more;
        }

        @Override
        public T next() {
          if (!each.hasNext()) {
            throw new NoSuchElementException();
          }
          // A step is done when the next one is asked for.
          if (begun) {
            bar.step(1);
          }
          begun = true;
          return each.next();
        }
      };
    };
  }

  /// `n` more steps are done.
  public synchronized ProgressBar step(long n) {
    done += n;
    draw();
    return this;
  }

  /// Says something beside the bar, such as the current loss.
  public synchronized ProgressBar note(String text) {
    note = text;
    draw();
    return this;
  }

  /// Shows the final state.
  @Override
  public synchronized void close() {
    if (finished != 0) {
      return;
    }
    finished = System.nanoTime();
    if (live != null) {
      live.show(this::bundle);
      live.close();
    } else if (terminal != null) {
      terminal.print("\r" + line() + "\u001b[K\n");
      terminal.flush();
    } else {
      sink.display(MimeBundle.of(line()), null);
    }
  }

  private synchronized void draw() {
    if (live != null) {
      live.show(this::bundle);
    } else if (terminal != null && System.nanoTime() - due >= 0) {
      terminal.print("\r" + line() + "\u001b[K");
      terminal.flush();
      due = System.nanoTime() + 100_000_000L;
    }
  }

  private synchronized MimeBundle bundle() {
    String value =
        total > 0 ? " value=\"" + Math.min(done, total) + "\" max=\"" + total + "\"" : "";
    if (total <= 0 && finished != 0) {
      value = " value=\"1\" max=\"1\"";
    }
    String html =
        "<div style=\"display:flex;flex-wrap:wrap;align-items:center;gap:0 .7em;font-size:smaller;"
            + "font-variant-numeric:tabular-nums\"><span>"
            + MimeBundle.escape(title)
            + "</span><progress style=\"flex:none;width:10em;max-width:40%;height:1em\""
            + value
            + "></progress><span>"
            + MimeBundle.escape(facts())
            + "</span></div>";
    return MimeBundle.of(line()).html(html);
  }

  /// The bar as one line of text.
  @Override
  public String toString() {
    return line();
  }

  private synchronized String line() {
    if (total <= 0) {
      return title + " " + facts();
    }
    int full = (int) Math.min(WIDTH, WIDTH * done / total);
    return title + " |" + "█".repeat(full) + "░".repeat(WIDTH - full) + "| " + facts();
  }

  private String facts() {
    double seconds = ((finished != 0 ? finished : System.nanoTime()) - start) / 1e9;
    double rate = done / Math.max(seconds, 1e-9);
    var out = new StringBuilder();
    if (total > 0) {
      out.append(String.format(Locale.ROOT, "%3d%% ", 100 * done / total));
      out.append(done).append('/').append(total);
    } else {
      out.append(done);
    }
    out.append(" [").append(clock(seconds));
    if (total > 0 && finished == 0 && done > 0) {
      out.append('<').append(clock((total - done) / rate));
    }
    out.append(", ").append(rate(rate)).append(']');
    return note.isEmpty() ? out.toString() : out.append(' ').append(note).toString();
  }

  private static String rate(double perSecond) {
    return perSecond == 0 || perSecond >= 1
        ? String.format(Locale.ROOT, perSecond < 100 ? "%.1f/s" : "%,.0f/s", perSecond)
        : String.format(Locale.ROOT, "%.2f s each", 1 / perSecond);
  }

  private static String clock(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(Math.max(0, seconds)));
    return d.toHours() > 0
        ? String.format("%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart())
        : String.format("%02d:%02d", d.toMinutes(), d.toSecondsPart());
  }
}
