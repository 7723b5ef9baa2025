package jotter.kernel.eval;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import jotter.tensor.display.DisplaySink;

/// Leads `System.out`, `System.err` and `System.in` to the cell of the calling thread.
///
/// This is done once and for good: swapping the streams around every cell would lose what
/// background threads say in between.
public final class Streams {
  private static final PrintStream OUT = System.out;
  private static final PrintStream ERR = System.err;
  private static boolean installed;

  private Streams() {}

  /// Takes over the display and, the first time, the three streams.
  public static synchronized void install() {
    DisplaySink terminal = DisplaySink.terminal(OUT);
    DisplaySink.route(
        () -> {
          Cell cell = Cell.current();
          return cell == null ? terminal : cell;
        });
    if (installed) {
      return;
    }
    installed = true;
    System.setOut(new PrintStream(new ToCell(false, OUT), false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(new ToCell(true, ERR), false, StandardCharsets.UTF_8));
    System.setIn(new FromCell());
  }

  /// The process's own standard error, for what concerns no cell.
  public static PrintStream log() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  }

  private static final class ToCell extends OutputStream {
    private final boolean error;
    private final PrintStream fallback;

    ToCell(boolean error, PrintStream fallback) {
      this.error = error;
      this.fallback = fallback;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      Cell cell = Cell.current();
      if (cell == null) {
        fallback.write(bytes, offset, length);
      } else {
        cell.write(error, bytes, offset, length);
      }
    }

    @Override
    public void flush() {
      // Cells flush by the clock; a flush per line would undo that.
      if (Cell.current() == null) {
        fallback.flush();
      }
    }
  }

  private static final class FromCell extends InputStream {
    private byte[] line = {};
    private int next;

    @Override
    public synchronized int read() throws IOException {
      if (next == line.length) {
        Cell cell = Cell.current();
        if (cell == null) {
          return -1;
        }
        line = (cell.input("", false) + "\n").getBytes(StandardCharsets.UTF_8);
        next = 0;
      }
      return line[next++] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int first = read();
      if (first < 0) {
        return -1;
      }
      into[offset] = (byte) first;
      // A line at a time, or a reader waiting for a full buffer would ask again and again.
      int more = Math.min(length - 1, line.length - next);
      System.arraycopy(line, next, into, offset + 1, more);
      next += more;
      return more + 1;
    }

    @Override
    public synchronized int available() {
      return line.length - next;
    }
  }
}
