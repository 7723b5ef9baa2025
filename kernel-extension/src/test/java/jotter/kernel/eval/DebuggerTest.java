package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jotter.kernel.debug.Debugger;
import jotter.kernel.debug.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Breakpoints and steps in cells.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DebuggerTest extends Cells {
  private static final String FACTORIAL =
      """
      int factorial(int n) {
        // no code here
        int below = n - 1;
        if (n < 2) {
          return 1;
        }
        return n * factorial(below);
      }""";

  private final BlockingQueue<Map<String, Object>> stops = new LinkedBlockingQueue<>();
  private Debugger debugger;

  @BeforeEach
  void start() {
    debugger = engine.debugger();
    debugger.listen(
        (name, body) -> {
          if (name.equals("stopped")) {
            stops.add(body);
          }
        });
    assertThat(engine.debug(true)).as("whether the agent could change classes").isTrue();
  }

  @AfterEach
  void end() {
    engine.debug(false);
  }

  private void breakpoint(String source, Integer... lines) {
    debugger.setBreakpoints(debugger.dump(source), List.of(lines));
  }

  private CompletableFuture<Outcome> begin(String source) {
    return CompletableFuture.supplyAsync(() -> run(source));
  }

  private Debugger.Stopped stopped(String why) throws Exception {
    Map<String, Object> event = stops.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event that a thread stands").isNotNull();
    assertThat(event).containsEntry("reason", why);
    return debugger.stopped().get(event.get("threadId"));
  }

  private String where(Debugger.Stopped s) {
    return s.frames().stream()
        .map(f -> f.method() + ":" + debugger.line(f))
        .collect(Collectors.joining(" "));
  }

  private void go(Debugger.Stopped s, Debugger.Way way) {
    assertThat(debugger.resume(s.thread().threadId(), way)).isTrue();
  }

  private static Object result(CompletableFuture<Outcome> cell) throws Exception {
    return ((Outcome.Value) cell.get(20, TimeUnit.SECONDS)).value();
  }

  @Test
  void aBreakpointStopsAndShowsVariablesOfAllCallers() throws Exception {
    ok(FACTORIAL);
    breakpoint(FACTORIAL, 5);
    var cell = begin("factorial(3)");
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("factorial:5 factorial:7 factorial:7 :1");
    List<Frame> frames = s.frames();
    assertThat(frames.get(0).variables()).isEqualTo(Map.of("n", 1, "below", 0));
    assertThat(frames.get(1).variables()).isEqualTo(Map.of("n", 2, "below", 1));
    assertThat(frames.get(2).variables()).isEqualTo(Map.of("n", 3, "below", 2));
    go(s, Debugger.Way.CONTINUE);
    assertThat(result(cell)).isEqualTo(6);
    assertThat(stops).isEmpty();
  }

  @Test
  void stepsGoOverIntoAndOut() throws Exception {
    ok(FACTORIAL);
    String source = "int a = 2;\nint f = factorial(a);\nint g = f\n    + 1;\ng";
    breakpoint(source, 2);
    var cell = begin(source);
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo(":2");
    go(s, Debugger.Way.STEP_IN);
    s = stopped("step");
    assertThat(where(s)).isEqualTo("factorial:3 :2");
    go(s, Debugger.Way.NEXT);
    s = stopped("step");
    assertThat(where(s)).isEqualTo("factorial:4 :2");
    go(s, Debugger.Way.NEXT);
    s = stopped("step");
    assertThat(where(s)).isEqualTo("factorial:7 :2");
    go(s, Debugger.Way.STEP_IN);
    s = stopped("step");
    assertThat(where(s)).isEqualTo("factorial:3 factorial:7 :2");
    go(s, Debugger.Way.STEP_OUT);
    s = stopped("step");
    assertThat(where(s)).isEqualTo(":3");
    go(s, Debugger.Way.NEXT);
    s = stopped("step");
    assertThat(where(s)).isEqualTo(":5");
    go(s, Debugger.Way.NEXT);
    assertThat(result(cell)).isEqualTo(3);
    // A step ends with its cell.
    assertThat(value("factorial(4)")).isEqualTo(24);
    assertThat(stops).isEmpty();
  }

  @Test
  void linesWithoutCodeHandTheirBreakpointOn() throws Exception {
    ok(FACTORIAL);
    assertThat(debugger.setBreakpoints(debugger.dump(FACTORIAL), List.of(2))).containsExactly(3);
    breakpoint(FACTORIAL, 1);
    var cell = begin("factorial(1)");
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("factorial:3 :1");
    go(s, Debugger.Way.CONTINUE);
    assertThat(result(cell)).isEqualTo(1);
  }

  @Test
  void classesLambdasLoopsAndConstructors() throws Exception {
    String source =
        """
        class Counter {
          final int start;
          int n;
          Counter(int start) {
            super();
            this.start = start;
          }
          int count(List<String> words) {
            for (String word : words) {
              n += word.length();
            }
            return n + start;
          }
        }
        var counter = new Counter(100);
        IntStream.range(0, 2)
            .map(i -> {
              int twice = 2 * i;
              return twice + counter.count(List.of("ab", "c"));
            })
            .sum()""";
    breakpoint(source, 6, 10, 19);
    var cell = begin(source);
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("new Counter:6 :15");
    assertThat(s.frames().getFirst().variables()).containsEntry("start", 100).containsKey("this");
    go(s, Debugger.Way.CONTINUE);
    s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("lambda:19 :21");
    assertThat(s.frames().getFirst().variables()).containsEntry("i", 0).containsEntry("twice", 0);
    go(s, Debugger.Way.CONTINUE);
    s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("Counter.count:10 lambda:19 :21");
    assertThat(s.frames().getFirst().variables())
        .containsEntry("word", "ab")
        .containsEntry("words", List.of("ab", "c"));
    go(s, Debugger.Way.CONTINUE);
    s = stopped("breakpoint");
    assertThat(s.frames().getFirst().variables()).containsEntry("word", "c");
    breakpoint(source);
    go(s, Debugger.Way.CONTINUE);
    assertThat(result(cell)).isEqualTo(2 + 200 + 3 + 6);
  }

  @Test
  void expressionsSeeTheFrameAndTheNotebook() throws Exception {
    ok("int outside = 10;");
    ok(FACTORIAL);
    String source =
        "<T extends Comparable<T>> T best(List<T> all, double scale) {\n"
            + "  T top = Collections.max(all);\n  return top;\n}";
    ok(source);
    breakpoint(source, 3);
    var cell = begin("best(List.of(3, 7, 5), 0.5)");
    Debugger.Stopped s = stopped("breakpoint");
    Frame frame = s.frames().getFirst();
    long thread = s.thread().threadId();
    assertThat(eval(thread, frame, "all.size() * scale + outside")).isEqualTo(11.5);
    assertThat(eval(thread, frame, "factorial(4)")).isEqualTo(24);
    assertThat(eval(thread, frame, "outside = 20;")).isEqualTo(20);
    assertThat(eval(thread, frame, "System.out.println(top)")).isNull();
    assertThatThrownBy(() -> eval(thread, frame, "nowhere + 1")).hasMessageContaining("nowhere");
    assertThatThrownBy(() -> eval(thread, frame, "1 / 0")).hasMessageContaining("by zero");
    debugger
        .on(
            thread,
            () -> {
              engine.copy(frame, "scale", "kept");
              return null;
            })
        .get(20, TimeUnit.SECONDS);
    go(s, Debugger.Way.CONTINUE);
    assertThat(result(cell)).isEqualTo(7);
    assertThat(value("outside + kept")).isEqualTo(20.5);
    assertThat(engine.variables()).noneMatch(v -> v.name().contains("$"));
  }

  private Object eval(long thread, Frame frame, String expression) throws Exception {
    return debugger.on(thread, () -> engine.evaluate(frame, expression)).get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatWasDeclaredBeforeCanBeStopped() throws Exception {
    engine.debug(false);
    ok(
        FACTORIAL
            + "\nclass Twice { int of(int n) {\n  return 2 * n;\n} }\nvar twice = new Twice();");
    engine.debug(true);
    String source =
        FACTORIAL
            + "\nclass Twice { int of(int n) {\n  return 2 * n;\n} }\nvar twice = new Twice();";
    breakpoint(source, 10);
    var cell = begin("twice.of(4)");
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo("Twice.of:10 :1");
    go(s, Debugger.Way.CONTINUE);
    assertThat(result(cell)).isEqualTo(8);
  }

  @Test
  void anInterruptEndsACellThatStands() throws Exception {
    ok(FACTORIAL);
    breakpoint(FACTORIAL, 3);
    var cell = begin("factorial(3)");
    stopped("breakpoint");
    engine.interrupt();
    Outcome outcome = cell.get(20, TimeUnit.SECONDS);
    assertThat(((Outcome.Failed) outcome).failure().name()).isEqualTo(CellFailure.INTERRUPTED);
    assertThat(debugger.stopped()).isEmpty();
    breakpoint(FACTORIAL);
    assertThat(value("factorial(3)")).isEqualTo(6);
  }

  @Test
  void exceptionsStopWhereTheyAreThrown() throws Exception {
    String source =
        "int parse(String text) {\n  int n = Integer.parseInt(text);\n  return n;\n}\n"
            + "try {\n  parse(\"x\");\n} catch (NumberFormatException e) {\n  System.out.println(\"caught\");\n}";
    debugger.stopAtExceptions(true);
    var cell = begin(source);
    Debugger.Stopped s = stopped("exception");
    assertThat(where(s)).isEqualTo("parse:2 :6");
    assertThat(s.frames().getFirst().variables()).containsEntry("text", "x");
    assertThat(s.thrown()).isInstanceOf(NumberFormatException.class);
    go(s, Debugger.Way.CONTINUE);
    assertThat(cell.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Done.class);
    assertThat(notes.out).hasToString("caught\n");
    assertThat(stops).isEmpty();
  }

  @Test
  void threadsStandOneByOne() throws Exception {
    String source =
        "int slow(int n) {\n  return n + 1;\n}\n"
            + "var other = CompletableFuture.supplyAsync(() -> slow(41));\nint mine = 5;";
    breakpoint(source, 2);
    var cell = begin(source);
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(s.frames().getFirst().variables()).containsEntry("n", 41);
    assertThat(cell.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Done.class);
    assertThat(value("mine")).isEqualTo(5);
    go(s, Debugger.Way.CONTINUE);
    assertThat(value("other.get()")).isEqualTo(42);
  }

  @Test
  void aCellMagicsLinesAreTheCells() throws Exception {
    String source = "%%time\nint z = 1;\nz = z + 1;";
    breakpoint(source, 3);
    var cell = begin(source);
    Debugger.Stopped s = stopped("breakpoint");
    assertThat(where(s)).isEqualTo(":3");
    go(s, Debugger.Way.CONTINUE);
    cell.get(20, TimeUnit.SECONDS);
    assertThat(value("z")).isEqualTo(2);
  }

  @Test
  void withoutBreakpointsLoopsAreAsFastAsBefore() {
    String loop =
        "long sum(int n) {\n  long s = 0;\n  for (int i = 0; i < n; i++) {\n    s += i ^ s;\n  }\n  return s;\n}";
    ok(loop);
    String fastest =
        "long best = Long.MAX_VALUE; for (int r = 0; r < 8; r++) { long t = System.nanoTime();"
            + " sum(50_000_000); best = Math.min(best, System.nanoTime() - t); } best / 1e6";
    double debugging = (double) value(fastest);
    engine.debug(false);
    double plain = (double) value(fastest);
    System.out.printf("50 million rounds: plain %.1f ms, debugger on %.1f ms%n", plain, debugging);
    assertThat(debugging).isLessThan(5 * plain + 20);
  }
}
