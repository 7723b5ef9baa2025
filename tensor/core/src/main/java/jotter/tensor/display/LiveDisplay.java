package jotter.tensor.display;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/// One place on the page whose content changes: a chart that grows, a table that fills.
///
/// ```java
/// var live = new LiveDisplay();
/// for (int step = 0; step < 1000; step++) {
///   losses.add(train(step));
///   live.show(() -> chart(losses));
/// }
/// ```
///
/// Frames that come faster than the interval are not even drawn, except the last one: it is drawn
/// on [#close], or when the cell ends, so what stays on the page is the final state. Everything is
/// drawn on the calling thread, because charts do not like to be drawn while they are changed. On a
/// terminal only that final state is printed.
public final class LiveDisplay implements AutoCloseable {
  private final DisplaySink sink;
  private final long interval;
  private final String id = UUID.randomUUID().toString();
  private Supplier<?> pending;
  private boolean shown;
  private long due;

  /// At most ten frames a second.
  public LiveDisplay() {
    this(Duration.ofMillis(100));
  }

  /// @param interval least time between two frames
  public LiveDisplay(Duration interval) {
    this.sink = DisplaySink.current();
    this.interval = interval.toNanos();
    sink.atEnd(this::close);
  }

  /// The display id under which the front end knows it.
  public String id() {
    return id;
  }

  /// Shows a new state, now or when its turn comes.
  public void show(Object value) {
    show(() -> value);
  }

  /// Shows a new state that is only made if it will be seen.
  public synchronized void show(Supplier<?> value) {
    pending = value;
    long now = System.nanoTime();
    if (sink.rich() && (!shown || now - due >= 0)) {
      flush();
      // Drawing may itself be slow: a frame never takes more than half of the time.
      due = System.nanoTime() + Math.max(interval, System.nanoTime() - now);
    }
  }

  /// Draws the last state, if it was held back. The display stays usable.
  @Override
  public synchronized void close() {
    flush();
  }

  private void flush() {
    if (pending == null) {
      return;
    }
    MimeBundle bundle = Renderers.render(pending.get());
    pending = null;
    if (shown && sink.rich()) {
      sink.update(id, bundle);
    } else {
      sink.display(bundle, id);
    }
    shown = true;
  }
}
