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
  private final double rest;
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
    this(interval, 0.5);
  }

  /// @param interval least time between two frames
  /// @param share the part of the time that drawing may take, above 0: beside work that should not
  ///   wait for its picture, a few hundredths
  /// @throws IllegalArgumentException if `share` is not above 0 and at most 1
  public LiveDisplay(Duration interval, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "LiveDisplay: a share of the time is above 0 and at most 1, got " + share);
    }
    this.sink = DisplaySink.current();
    this.interval = interval.toNanos();
    this.rest = 1 / share - 1;
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
      // The first frame loads what draws; its time says nothing of the next ones.
      boolean first = !shown;
      flush();
      long end = System.nanoTime();
      due = end + Math.max(interval, first ? 0 : (long) (rest * (end - now)));
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
