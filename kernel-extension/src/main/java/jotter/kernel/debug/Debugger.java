package jotter.kernel.debug;

import java.lang.classfile.ClassFile;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Stops cells at lines, and lets them go on.
///
/// A JVM has an interface for debuggers, but whoever uses it pays for it from the start: the
/// compiler then keeps every local variable alive, and vector loops lose their registers. This
/// debugger needs none of it. It puts calls into the bytecode of cells ([LineHooks]), of those that
/// are there already by redefining their classes, and a thread that is to stop waits in such a call
/// while the others, those that answer the front end among them, go on. What it shows are the real
/// objects.
///
/// It sees cells only: a step into a library steps over it, unless the library calls a cell back.
public final class Debugger {
  /// The lines of one snippet.
  ///
  /// @param path what names the cell it stands in
  /// @param cell the cell's number
  /// @param lines from lines that the compiler saw to those of the cell
  public record Place(String path, int cell, Map<Integer, Integer> lines) {}

  /// Why a thread goes on, and how far.
  public enum Way {
    CONTINUE,
    NEXT,
    STEP_IN,
    STEP_OUT
  }

  private static final int SEED = 0;
  private static final List<Debugger> ALL = new CopyOnWriteArrayList<>();
  private static final List<Debugger> OF_SITE = new ArrayList<>();

  private final int number;
  private final Function<String, Optional<Place>> places;
  private final Runnable interrupted;
  private final Map<Integer, State> sites = new ConcurrentHashMap<>();
  private final Map<String, NavigableSet<Integer>> statements = new ConcurrentHashMap<>();
  private final List<Hooks.Switched> calls = new ArrayList<>();
  private final Map<String, NavigableSet<Integer>> breakpoints = new ConcurrentHashMap<>();
  private final Map<String, String> sources = new ConcurrentHashMap<>();
  private final Map<Long, Stopped> stopped = new ConcurrentHashMap<>();
  private final ThreadLocal<Walk> walks = ThreadLocal.withInitial(Walk::new);
  private volatile BiConsumer<String, Map<String, Object>> events = (_, _) -> {};
  private volatile boolean on;
  private volatile boolean active;
  private volatile boolean exceptions;

  /// Grows whenever what is known of lines and breakpoints no longer holds.
  private volatile int epoch;

  /// What is known of a site.
  private static final class State {
    final Site site;
    private int epoch = -1;
    private Place place;
    private int line;
    private boolean stop;

    State(Site site) {
      this.site = site;
    }
  }

  /// Where a thread is among the cells' methods, and where it is to stop next.
  private static final class Walk {
    private final boolean ours = Thread.currentThread().getName().startsWith("jotter-");
    private Frame top;
    private boolean busy;
    private Way way = Way.CONTINUE;
    private int depth;
    private Frame from;
    private int line;
    private Throwable seen;
  }

  /// A thread that waits.
  ///
  /// @param why what DAP calls the reason
  /// @param thrown what is being thrown, or null
  public record Stopped(
      Thread thread, String why, List<Frame> frames, Throwable thrown, Work work) {
    /// What a stopped thread is asked to do.
    static final class Work extends java.util.concurrent.LinkedBlockingQueue<Runnable> {
      private static final long serialVersionUID = 1;
      private transient volatile Way way;
    }
  }

  /// @param places finds the place of a wrapper class
  /// @param interrupted is called on a thread that was interrupted while it stood
  public Debugger(Function<String, Optional<Place>> places, Runnable interrupted) {
    this.places = places;
    this.interrupted = interrupted;
    synchronized (ALL) {
      number = ALL.size();
      ALL.add(this);
    }
  }

  // --- what the hooks need ---

  int number() {
    return number;
  }

  static Debugger ofNumber(int number) {
    return ALL.get(number);
  }

  static Debugger ofSite(int site) {
    synchronized (OF_SITE) {
      return OF_SITE.get(site);
    }
  }

  /// A class comes, or comes again.
  void comes(String type) {
    statements.remove(type);
  }

  int add(Site site) {
    int id;
    synchronized (OF_SITE) {
      id = OF_SITE.size();
      OF_SITE.add(this);
    }
    sites.put(id, new State(site));
    if (site.statement()) {
      statements.computeIfAbsent(site.type(), _ -> new TreeSet<>()).add(site.line());
    }
    return id;
  }

  Hooks.Switched link(Hooks.Switched call) {
    synchronized (calls) {
      calls.add(call);
      call.turn(active);
    }
    return call;
  }

  // --- for the engine ---

  /// Whether cells are to be compiled for the debugger.
  public boolean isOn() {
    return on;
  }

  /// A class with hooks, or the same bytes if it is beyond us.
  public byte[] hooked(ClassFile classFile, byte[] bytes) {
    try {
      return new LineHooks(classFile, this).add(bytes);
    } catch (RuntimeException unusual) {
      return bytes;
    }
  }

  /// A cell begins on the calling thread.
  public void begin(String source) {
    if (on) {
      sources.put(path(source), source);
      epoch++;
      walks.remove();
    }
  }

  // --- for the front end ---

  /// Starts or ends debugging; whoever starts it has classes redefined then.
  public void turn(boolean wanted) {
    on = wanted;
    if (!wanted) {
      breakpoints.clear();
      exceptions = false;
      activate();
      stopped.keySet().forEach(t -> resume(t, Way.CONTINUE));
    }
  }

  /// Who hears of a thread that stops or goes on.
  public void listen(BiConsumer<String, Map<String, Object>> listener) {
    events = listener;
  }

  /// What names a cell, by its text.
  public static String path(String source) {
    return prefix() + Murmur2.of(source, SEED) + suffix();
  }

  public static String prefix() {
    return "jotter-" + ProcessHandle.current().pid() + "/";
  }

  public static String suffix() {
    return ".java";
  }

  public static int seed() {
    return SEED;
  }

  /// Takes a cell's text and returns its path.
  public String dump(String source) {
    String path = path(source);
    sources.put(path, source);
    return path;
  }

  /// The text behind a path.
  public Optional<String> source(String path) {
    return Optional.ofNullable(sources.get(path));
  }

  /// Sets the breakpoints of a cell in the place of those it had; returns the lines they are at: a
  /// line without code hands its own to the next that has some.
  public List<Integer> setBreakpoints(String path, List<Integer> lines) {
    List<String> text = source(path).map(s -> s.lines().toList()).orElse(List.of());
    List<Integer> moved = lines.stream().map(l -> withCode(text, l)).toList();
    if (moved.isEmpty()) {
      breakpoints.remove(path);
    } else {
      breakpoints.put(path, new TreeSet<>(moved));
    }
    epoch++;
    activate();
    return moved;
  }

  private static int withCode(List<String> text, int line) {
    for (int l = Math.max(1, line); l <= text.size(); l++) {
      String s = text.get(l - 1).strip();
      if (!s.isEmpty() && !s.startsWith("//") && !s.matches("[})\\];]+")) {
        return l;
      }
    }
    return line;
  }

  public Map<String, Set<Integer>> breakpoints() {
    return new LinkedHashMap<>(breakpoints);
  }

  /// Whether a thread stops where a cell's method throws.
  public void stopAtExceptions(boolean wanted) {
    exceptions = wanted;
    activate();
  }

  public Map<Long, Stopped> stopped() {
    return Map.copyOf(stopped);
  }

  /// Lets a thread go on; says whether it stood.
  public boolean resume(long thread, Way way) {
    Stopped standing = stopped.remove(thread);
    if (standing == null) {
      return false;
    }
    standing.work.way = way;
    standing.work.add(() -> {});
    return true;
  }

  /// Runs something on a thread that stands.
  public <T> CompletableFuture<T> on(long thread, Callable<T> action) {
    var done = new CompletableFuture<T>();
    Stopped standing = stopped.get(thread);
    if (standing == null) {
      done.completeExceptionally(new IllegalStateException("this thread does not stand"));
      return done;
    }
    standing.work.add(
        () -> {
          try {
            done.complete(action.call());
          } catch (Throwable failed) {
            done.completeExceptionally(failed);
          }
        });
    return done;
  }

  /// The cell's number, path and line of a frame.
  public Optional<Place> place(Frame frame) {
    return Optional.ofNullable(state(frame.line)).map(s -> s.place);
  }

  public int line(Frame frame) {
    State s = state(frame.line);
    return s == null ? 0 : s.line;
  }

  private void activate() {
    boolean wanted = on && (exceptions || !breakpoints.isEmpty());
    synchronized (calls) {
      if (wanted == active) {
        return;
      }
      active = wanted;
      calls.forEach(c -> c.turn(wanted));
      if (!calls.isEmpty()) {
        MutableCallSite.syncAll(calls.toArray(MutableCallSite[]::new));
      }
    }
    epoch++;
  }

  // --- called by cells ---

  Object enter() {
    Walk walk = walks.get();
    walk.top = new Frame(walk.top);
    return walk.top;
  }

  void leave(Object frame) {
    if (frame instanceof Frame f) {
      walks.get().top = f.caller;
    }
  }

  void thrown(Object frame, Throwable thrown) {
    if (!(frame instanceof Frame f)) {
      return;
    }
    Walk walk = walks.get();
    walk.top = f;
    if (exceptions && on && walk.seen != thrown && !walk.busy && !walk.ours && f.site != null) {
      walk.seen = thrown;
      if (!thrown.getClass().getName().startsWith("jotter.kernel.")
          && !thrown.getClass().getName().startsWith("jdk.jshell.")) {
        stop(walk, "exception", thrown);
      }
    }
    walk.top = f.caller;
  }

  void line(int id, Object frame, Object[] values) {
    Walk walk = walks.get();
    if (walk.busy || walk.ours) {
      return;
    }
    State state = state(id);
    // A method that was running when the debugger came has no frame.
    Frame here = frame instanceof Frame f ? f : new Frame(walk.top);
    here.line = id;
    here.site = sites.get(id).site;
    here.values = values;
    walk.top = here;
    if (state == null || !here.site.statement()) {
      return;
    }
    if (state.stop) {
      stop(walk, "breakpoint", null);
    } else if (isStep(walk, here, state.line)) {
      stop(walk, "step", null);
    }
    if (!(frame instanceof Frame)) {
      walk.top = here.caller;
    }
  }

  private boolean isStep(Walk walk, Frame here, int line) {
    boolean moved = here != walk.from || line != walk.line;
    return switch (walk.way) {
      case CONTINUE -> false;
      case NEXT -> moved && depth(here) <= walk.depth;
      case STEP_IN -> moved;
      case STEP_OUT -> depth(here) < walk.depth;
    };
  }

  /// How many frames of the user's there are: JShell puts methods of its own between them.
  private int depth(Frame frame) {
    int depth = 0;
    for (Frame f = frame; f != null; f = f.caller) {
      depth += state(f.line) == null ? 0 : 1;
    }
    return depth;
  }

  /// What is known of a site, or null if it stands in no cell.
  private State state(int id) {
    State state = sites.get(id);
    if (state == null) {
      return null;
    }
    if (state.epoch != epoch) {
      int now = epoch;
      Place place = places.apply(state.site.wrapper()).orElse(null);
      Integer line = place == null ? null : place.lines.get(state.site.line());
      state.place = line == null ? null : place;
      state.line = line == null ? 0 : line;
      state.stop = line != null && isBreakpoint(state.site, place, line);
      state.epoch = now;
    }
    return state.place == null ? null : state;
  }

  /// Whether one of the cell's breakpoints is at this line, or before it with no code in between.
  private boolean isBreakpoint(Site site, Place place, int line) {
    NavigableSet<Integer> wanted = breakpoints.get(place.path);
    if (wanted == null) {
      return false;
    }
    var code = new TreeSet<Integer>();
    String wrapper = site.wrapper();
    statements.forEach(
        (type, lines) -> {
          if (type.equals(wrapper) || type.startsWith(wrapper + "$")) {
            lines.forEach(l -> Optional.ofNullable(place.lines.get(l)).ifPresent(code::add));
          }
        });
    int first = place.lines.values().stream().min(Integer::compare).orElse(line);
    return wanted.stream()
        .anyMatch(b -> b >= first && Integer.valueOf(line).equals(code.ceiling(b)));
  }

  private void stop(Walk walk, String why, Throwable thrown) {
    Thread me = Thread.currentThread();
    var frames = new ArrayList<Frame>();
    for (Frame f = walk.top; f != null; f = f.caller) {
      if (state(f.line) != null) {
        frames.add(f);
      }
    }
    if (frames.isEmpty()) {
      return;
    }
    var work = new Stopped.Work();
    Frame top = walk.top;
    stopped.put(me.threadId(), new Stopped(me, why, List.copyOf(frames), thrown, work));
    var event = new LinkedHashMap<String, Object>();
    event.put("reason", why);
    event.put("threadId", me.threadId());
    event.put("allThreadsStopped", false);
    if (thrown != null) {
      event.put("text", String.valueOf(thrown));
    }
    events.accept("stopped", event);
    boolean cut = false;
    walk.busy = true;
    try {
      while (work.way == null) {
        work.take().run();
      }
    } catch (InterruptedException stop) {
      cut = true;
      stopped.remove(me.threadId());
    } finally {
      walk.busy = false;
      walk.top = top;
    }
    walk.way = cut ? Way.CONTINUE : work.way;
    walk.from = top;
    walk.depth = depth(top);
    walk.line = state(top.line) == null ? 0 : state(top.line).line;
    events.accept("continued", Map.of("threadId", me.threadId(), "allThreadsContinued", false));
    if (cut) {
      me.interrupt();
      interrupted.run();
    }
  }
}
