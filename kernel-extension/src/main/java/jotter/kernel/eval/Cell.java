package jotter.kernel.eval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;

/// One run of one cell, and the way back to it from every thread that it started.
///
/// Threads inherit their cell, so what a background thread says appears under the cell that started
/// it, however long ago that was. Tasks given to a pool carry their cell with them ([Carry]). A
/// thread that never heard of a cell speaks for the one that is running.
///
/// Text is gathered for [#FLUSH_MILLIS] before it is passed on: a message per line would cost a
/// thousand times more than the line.
public final class Cell implements DisplaySink {
  static final long FLUSH_MILLIS = 30;
  private static final int FLUSH_BYTES = 1 << 18;

  private static final InheritableThreadLocal<Cell> OWN = new InheritableThreadLocal<>();
  private static final ScheduledExecutorService FLUSHER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("jotter-output").factory());
  private static volatile Cell latest;

  private final int number;
  private final CellListener listener;
  private final ByteArrayOutputStream[] text = {
    new ByteArrayOutputStream(), new ByteArrayOutputStream()
  };
  private final List<Runnable> atEnd = new ArrayList<>();
  private final OutputLimit[] limits = {new OutputLimit(), new OutputLimit()};
  private int speaking;
  private boolean flushDue;
  private boolean ended;
  private String source = "";

  public Cell(int number, CellListener listener) {
    this.number = number;
    this.listener = listener;
  }

  /// The cell that the calling thread belongs to, or the last one started, or null.
  public static Cell current() {
    Cell own = OWN.get();
    return own != null ? own : latest;
  }

  /// Makes a cell the calling thread's own; null forgets it. Returns the one before.
  static Cell enter(Cell cell) {
    Cell before = OWN.get();
    if (cell == null) {
      OWN.remove();
    } else {
      OWN.set(cell);
    }
    return before;
  }

  /// Runs the calling thread as this cell until [#end].
  void begin() {
    latest = this;
    OWN.set(this);
  }

  /// Draws what was held back and sends all text. Later output still finds its way.
  void end() {
    OWN.remove();
    List<Runnable> actions;
    synchronized (this) {
      ended = true;
      actions = List.copyOf(atEnd);
      atEnd.clear();
    }
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException | LinkageError | StackOverflowError failed) {
        warn("A display could not draw its last state: " + failed);
      }
    }
    synchronized (this) {
      flush();
      for (int which = 0; which < limits.length; which++) {
        String rest = limits[which].rest();
        if (!rest.isEmpty()) {
          listener.stream(which == 1, rest);
        }
      }
    }
  }

  /// Notes the cell's whole text.
  void source(String text) {
    source = text;
  }

  /// The cell's whole text.
  String source() {
    return source;
  }

  /// The number shown beside the cell.
  public int number() {
    return number;
  }

  /// Who shows this cell.
  public CellListener listener() {
    return listener;
  }

  /// Takes bytes of UTF-8 text.
  void write(boolean error, byte[] bytes, int offset, int length) {
    synchronized (this) {
      int to = error ? 1 : 0;
      if (to != speaking) {
        send(speaking);
        speaking = to;
      }
      text[to].write(bytes, offset, length);
      if (text[to].size() >= FLUSH_BYTES) {
        send(to);
      } else if (!flushDue) {
        flushDue = true;
        FLUSHER.schedule(this::flush, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /// Prints a remark of ours where errors go.
  public void warn(String remark) {
    byte[] bytes = (remark + "\n").getBytes(StandardCharsets.UTF_8);
    write(true, bytes, 0, bytes.length);
  }

  /// Passes on all text gathered so far.
  public synchronized void flush() {
    flushDue = false;
    send(0);
    send(1);
  }

  private void send(int which) {
    byte[] bytes = text[which].toByteArray();
    int whole = wholeCharacters(bytes);
    if (whole == 0) {
      return;
    }
    text[which].reset();
    text[which].write(bytes, whole, bytes.length - whole);
    String allowed = limits[which].pass(new String(bytes, 0, whole, StandardCharsets.UTF_8));
    if (!allowed.isEmpty()) {
      listener.stream(which == 1, allowed);
    }
  }

  /// How many of the bytes are whole characters: the last may still be on its way.
  private static int wholeCharacters(byte[] utf8) {
    int i = utf8.length - 1;
    int seen = 0;
    while (i >= 0 && seen < 4 && (utf8[i] & 0xC0) == 0x80) {
      i--;
      seen++;
    }
    if (i < 0) {
      return utf8.length;
    }
    int lead = utf8[i] & 0xFF;
    int needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return seen + 1 < needs ? i : utf8.length;
  }

  @Override
  public synchronized void display(MimeBundle bundle, String id) {
    flush();
    if (limits[0].mayDisplay()) {
      listener.display(bundle, id);
    } else if (limits[0].isFirstTooMany()) {
      warn(
          "... more than " + OutputLimit.DISPLAYS + " displays in one cell: no more are shown ...");
    }
  }

  @Override
  public synchronized void update(String id, MimeBundle bundle) {
    flush();
    listener.update(id, bundle);
  }

  @Override
  public synchronized void clear(boolean wait) {
    text[0].reset();
    text[1].reset();
    limits[0].clear();
    limits[1].clear();
    listener.clear(wait);
  }

  @Override
  public boolean rich() {
    return true;
  }

  @Override
  public void atEnd(Runnable action) {
    synchronized (this) {
      if (!ended) {
        atEnd.add(action);
        return;
      }
    }
    FLUSHER.schedule(action, 1, TimeUnit.SECONDS);
  }

  /// Asks the user; text said before stands before the question.
  public String input(String prompt, boolean password) throws IOException {
    flush();
    return listener.input(prompt, password);
  }
}
