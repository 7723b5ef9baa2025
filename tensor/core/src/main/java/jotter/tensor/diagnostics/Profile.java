package jotter.tensor.diagnostics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// Where the time and the memory go: every operation between start and end, by the layer that it
/// belongs to, forward and backward.
///
/// ```java
/// Profile p = Profile.of(() -> { model.apply(x).sum().backward(); return null; });
/// ```
///
/// Where there is no one body to put into a lambda, say when it begins and when it ends:
///
/// ```java
/// Profile p = Profile.begin();
/// Tensor.rand(64, 64).matmul(Tensor.rand(64, 64));
/// p.end();
/// p.byOp().getFirst().name();
/// ```
///
/// An operation that is made of others counts their time in its total, not in its own. Nothing is
/// recorded, and nothing costs anything, while no profile is taken. One is taken at a time. {@link
/// ProfileFiles} writes it for spreadsheets and for trace viewers.
public final class Profile {
  /// One operation, from its beginning to its end.
  ///
  /// @param name its name
  /// @param layer the path of the layer that called it, or null
  /// @param backward whether it is the gradient of the operation
  /// @param thread who called it
  /// @param start nanoseconds since the profile began
  /// @param nanos how long it took, with what it called
  /// @param bytes memory of the tensors that it made
  public record Event(
      String name,
      String layer,
      boolean backward,
      String thread,
      long start,
      long nanos,
      long bytes) {}

  /// So many events are kept; what comes later is in the tables alone.
  private static final int MOST_EVENTS = 200_000;

  /// What an operation, or a layer, has taken.
  ///
  /// @param name its name
  /// @param calls how often it was called
  /// @param own nanoseconds in itself
  /// @param total nanoseconds in it and in what it called
  /// @param bytes memory of the tensors that it made
  public record Line(String name, long calls, long own, long total, long bytes) {}

  /// A place in the tree of layers and operations.
  public static final class Frame {
    private final String name;
    private final Map<String, Frame> inside = new LinkedHashMap<>();
    private long calls;
    private long own;
    private long bytes;

    private Frame(String name) {
      this.name = name;
    }

    public String name() {
      return name;
    }

    /// Nanoseconds in it and in all inside.
    public long total() {
      return own + inside.values().stream().mapToLong(Frame::total).sum();
    }

    /// What is inside, the longest first.
    public List<Frame> inside() {
      return inside.values().stream()
          .sorted(Comparator.comparingLong(Frame::total).reversed())
          .toList();
    }

    private Frame in(String child) {
      return inside.computeIfAbsent(child, Frame::new);
    }
  }

  private static final class Call {
    final String name;
    final String layer;
    final boolean backward;
    final long start = System.nanoTime();
    long below;
    long bytes;

    Call(String name, String layer, boolean backward) {
      this.name = name;
      this.layer = layer;
      this.backward = backward;
    }
  }

  /// Read by every operation, so it is a plain field: another thread may see it a moment late.
  private static Profile active;

  private final ThreadLocal<Deque<Call>> stack = ThreadLocal.withInitial(ArrayDeque::new);
  private final ThreadLocal<long[]> unclaimed = ThreadLocal.withInitial(() -> new long[1]);
  private final Frame root = new Frame("all");
  private final Map<String, long[]> ops = new TreeMap<>();
  private final Map<String, long[]> layers = new TreeMap<>();
  private final List<Event> events = new ArrayList<>();
  private final long begun = System.nanoTime();
  private long nanos;

  private Profile() {}

  /// The profile that is being taken, or null.
  public static Profile active() {
    return active;
  }

  /// Takes a profile of `body`.
  ///
  /// @throws IllegalStateException if one is being taken
  public static Profile of(Callable<?> body) throws Exception {
    Profile profile = begin();
    try {
      body.call();
    } finally {
      profile.end();
    }
    return profile;
  }

  /// Takes a profile of everything from now on, in all threads, until {@link #end}.
  ///
  /// @throws IllegalStateException if one is being taken
  public static synchronized Profile begin() {
    if (active != null) {
      throw new IllegalStateException(
          "a profile is already being taken; one at a time, and end() ends it");
    }
    return active = new Profile();
  }

  /// Ends the taking of this profile; a second time nothing happens.
  public Profile end() {
    synchronized (Profile.class) {
      if (active == this) {
        active = null;
        nanos = System.nanoTime() - begun;
      }
    }
    return this;
  }

  /// Called when an operation begins.
  ///
  /// @param layer the path of the layer that called it, or null
  /// @param backward whether it is the gradient of the operation
  public void enter(String op, String layer, boolean backward) {
    Deque<Call> calls = stack.get();
    Call outer = calls.peek();
    String at = layer != null ? layer : outer == null ? null : outer.layer;
    var call = new Call(op, at, backward || outer != null && outer.backward);
    if (outer == null) {
      call.bytes = unclaimed.get()[0];
      unclaimed.get()[0] = 0;
    }
    calls.push(call);
  }

  /// Called when the operation that began last ends.
  public void leave() {
    Deque<Call> calls = stack.get();
    Call c = calls.pop();
    long total = System.nanoTime() - c.start;
    long own = total - c.below;
    if (!calls.isEmpty()) {
      calls.peek().below += total;
    }
    String name = c.backward ? c.name + " (backward)" : c.name;
    synchronized (this) {
      add(ops, name, own, total, c.bytes);
      add(layers, c.layer == null ? "" : c.layer, own, own, c.bytes);
      Frame at = root.in(c.backward ? "backward" : "forward");
      if (c.layer != null) {
        for (String part : c.layer.split("\\.")) {
          at = at.in(part);
        }
      }
      Frame leaf = at.in(c.name);
      leaf.calls++;
      leaf.own += own;
      leaf.bytes += c.bytes;
      if (events.size() < MOST_EVENTS) {
        String thread = Thread.currentThread().getName();
        events.add(new Event(c.name, c.layer, c.backward, thread, c.start - begun, total, c.bytes));
      }
    }
  }

  /// The operations in the order of their ends, the first 200,000 of them.
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /// Called for memory that a tensor takes.
  public void allocated(long bytes) {
    Call c = stack.get().peek();
    if (c != null) {
      c.bytes += bytes;
    } else {
      // A result is allocated just before its operation begins.
      unclaimed.get()[0] += bytes;
    }
  }

  private static void add(Map<String, long[]> to, String name, long own, long total, long bytes) {
    long[] sums = to.computeIfAbsent(name, _ -> new long[4]);
    sums[0]++;
    sums[1] += own;
    sums[2] += total;
    sums[3] += bytes;
  }

  private static List<Line> lines(Map<String, long[]> of) {
    var all = new ArrayList<Line>();
    of.forEach((name, s) -> all.add(new Line(name, s[0], s[1], s[2], s[3])));
    all.sort(Comparator.comparingLong(Line::own).reversed());
    return all;
  }

  /// The time from start to end, in nanoseconds.
  public long nanos() {
    return nanos;
  }

  /// The part of {@link #nanos} that was spent in no operation, in nanoseconds: the program's own
  /// code, and compiling and loading it.
  public long outside() {
    return Math.max(0, nanos - byOp().stream().mapToLong(Line::own).sum());
  }

  /// The time in all and outside of operations, as a line.
  public String times() {
    return String.format(
        Locale.ROOT,
        "%.1f ms in all, %.1f of them (%.0f %%) outside of operations",
        nanos / 1e6,
        outside() / 1e6,
        100.0 * outside() / Math.max(1, nanos));
  }

  /// Operations, by the time in themselves.
  public synchronized List<Line> byOp() {
    return lines(ops);
  }

  /// Layers, by the time in their own operations; outside of all layers under the empty name.
  public synchronized List<Line> byLayer() {
    return lines(layers);
  }

  /// Forward and backward, layers, operations, as a tree.
  public Frame tree() {
    return root;
  }

  /// The operations that took longest, a line for each.
  @Override
  public String toString() {
    var out = new StringBuilder();
    out.append(String.format(Locale.ROOT, "%s%n", times()));
    out.append(String.format("%-28s %8s %10s %10s%n", "operation", "calls", "own ms", "MB made"));
    for (Line l : byOp().stream().limit(20).toList()) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-28s %8d %10.2f %10.1f%n",
              l.name(),
              l.calls(),
              l.own() / 1e6,
              l.bytes() / 1e6));
    }
    return out.toString().stripTrailing();
  }
}
