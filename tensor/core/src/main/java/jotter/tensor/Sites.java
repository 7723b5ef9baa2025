package jotter.tensor;

import java.util.Arrays;
import java.util.function.Supplier;

/// Where in the user's program something happens: the calling line, and the path of the layer.
public final class Sites {
  private static final ScopedValue<Supplier<String>> LAYER = ScopedValue.newInstance();
  private static final String UNKNOWN = "an unknown place";
  private static final StackWalker WALKER = StackWalker.getInstance();

  /// Read for every tensor, so it is a plain field: a thread may see the place of a moment ago.
  private static String here;

  private Sites() {}

  /// Says at which place of the program tensors are made from now on, such as `cell 3, line 2`;
  /// null for no place. The place holds for the whole process and costs nothing to remember.
  public static void here(String place) {
    here = place;
  }

  /// The place given last, or null.
  public static String here() {
    return here;
  }

  /// The first line on the stack that is not the library's own, such as
  /// `Train.step(Train.java:42)`.
  public static String caller() {
    return WALKER.walk(
        frames ->
            frames
                .filter(f -> !isOwn(f.getClassName()))
                .findFirst()
                .map(f -> place(f.toStackTraceElement(), here))
                .orElse(UNKNOWN));
  }

  /// A notebook's cells are classes with names that tell nobody anything; where they run, the
  /// kernel has said which line it is.
  private static String place(StackTraceElement f, String here) {
    return here != null && f.getClassName().startsWith("REPL.") ? here : f.toString();
  }

  /// The calling line, remembered for later: the stack as the JVM keeps it for exceptions, which
  /// takes a microsecond or two. To find the line in it takes ten times as long, and waits until
  /// somebody asks.
  static final class Place {
    private final String here = Sites.here;
    private Throwable stack = new Throwable();
    private String line;

    @Override
    public synchronized String toString() {
      if (line == null) {
        line =
            Arrays.stream(stack.getStackTrace())
                .filter(f -> !isOwn(f.getClassName()))
                .findFirst()
                .map(f -> place(f, here))
                .orElse(UNKNOWN);
        stack = null;
      }
      return line;
    }
  }

  private static boolean isOwn(String name) {
    return name.startsWith("jotter.tensor.") && !name.startsWith("jotter.tensor.testkit.")
        || name.startsWith("jotter.nn.")
        || name.startsWith("java.")
        || name.startsWith("jdk.internal.");
  }

  /// The path of the layer that is being applied, or null outside of any.
  public static String layer() {
    return LAYER.isBound() ? LAYER.get().get() : null;
  }

  /// Runs `body` as part of the layer at `path`, which is asked for only where it is wanted.
  public static <T> T inLayer(Supplier<String> path, Supplier<T> body) {
    return ScopedValue.where(LAYER, path).call(body::get);
  }
}
