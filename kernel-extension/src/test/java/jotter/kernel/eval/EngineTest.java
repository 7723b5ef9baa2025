package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EngineTest extends Cells {
  @Test
  void theLastExpressionIsTheResult() {
    assertThat(value("int x = 20;\nx + 1")).isEqualTo(21);
    assertThat(run("x + 1;")).isInstanceOf(Outcome.Done.class);
    assertThat(run("x = 3")).isInstanceOf(Outcome.Done.class);
    assertThat(run("// nothing")).isInstanceOf(Outcome.Done.class);
    assertThat(run("")).isInstanceOf(Outcome.Done.class);
    assertThat(value("(Object) null")).isNull();
  }

  @Test
  void utf8GoesBothWays() {
    assertThat(value("String größe = \"größe €😀\"; größe")).isEqualTo("größe €😀");
    ok("System.out.println(größe);");
    assertThat(notes.out).hasToString("größe €😀\n");
  }

  // --- variables stay ---

  @Test
  void importsDoNotResetVariables() {
    ok("List<String> names = new ArrayList<>(List.of(\"a\"));");
    ok("import java.awt.*;");
    ok("import java.util.*;");
    ok("import java.util.*;");
    assertThat(value("names")).isEqualTo(List.of("a"));
    ok("List<String> more = names;");
    assertThat(notes.err).isEmpty();
  }

  @Test
  void aUsersClassWinsInEarlierCellsToo() {
    ok("String kind(Object o) { return o instanceof UUID ? \"mine\" : \"other\"; }");
    ok("class Holder { UUID held; }\nString keep(Map<String, UUID> m) { return \"\" + m.size(); }");
    assertThat(value("kind(UUID.randomUUID())")).isEqualTo("mine");
    ok("record UUID(int n) {}");
    assertThat(value("kind(new UUID(3))")).isEqualTo("mine");
    assertThat(value("var h = new Holder(); h.held = new UUID(4); h.held.n()")).isEqualTo(4);
    assertThat(value("keep(Map.of(\"a\", new UUID(1)))")).isEqualTo("1");
    // What no longer compiles says so when it is called, and not before.
    ok("String where() { return Locale.ROOT.toString(); }");
    ok("class Locale {}");
    assertThat(complaint("where()")).contains("ROOT");
  }

  @Test
  void aUsersImportOrClassTakesTheNameOfADefaultImport() {
    ok("var names = List.of(1); List<Integer> typed = List.of(2);");
    ok("import java.awt.List;");
    assertThat(value("new ArrayList<>(names)")).isEqualTo(List.of(1));
    assertThat(value("typed.get(0) + 1")).isEqualTo(3);
    ok("record Map(int a) {}");
    assertThat(value("new Map(3).a()")).isEqualTo(3);
    ok("import java.util.List;");
    assertThat(value("List.of(names)")).isEqualTo(List.of(List.of(1)));
  }

  @Test
  void editingAMethodKeepsWhatWasMadeWithIt() {
    ok("int f() { return 1; }\nint y = f();\nvar list = new ArrayList<Integer>(List.of(f()));");
    ok("int f() { return 2; }");
    assertThat(value("y + f()")).isEqualTo(3);
    ok("String f() { return \"text\"; }");
    assertThat(value("y")).isEqualTo(1);
    assertThat(value("list")).isEqualTo(List.of(1));
    assertThat(value("f()")).isEqualTo("text");
    ok("int f(int a) { return a; }");
    assertThat(value("f(5)")).isEqualTo(5);
    assertThat(value("f()")).isEqualTo("text");
    assertThat(value("y")).isEqualTo(1);
  }

  @Test
  void callingAMethodThatDoesNotCompileSaysWhy() {
    String why =
        run("int broken() { return List.of(1).first(2); }\nSupplier<Integer> s = () -> broken();\ns.get()")
            .toString();
    assertThat(why).contains("first");
  }

  @Test
  void editingAMethodOfAClassKeepsItsObjects() {
    ok("class P { int v = 3; int get() { return v; } }\nP p = new P();\nvar ps = List.of(p);");
    ok("class P { int v = 3; int get() { return v + 1; } }");
    assertThat(value("p.get()")).isEqualTo(4);
    assertThat(value("ps.get(0) == p")).isEqualTo(true);
    assertThat(notes.err).isEmpty();
  }

  @Test
  void aResetVariableIsAnnounced() {
    ok("class P { int v = 3; }\nP p = new P(); int n = 7;");
    ok("class P { int v = 3; int w = 4; }");
    assertThat(notes.err.toString()).contains("Warning: p was reset", "P has changed");
    assertThat(value("p")).isNull();
    assertThat(value("n")).isEqualTo(7);
  }

  @Test
  void declaringTheSameAgainCostsNothing() {
    ok("class P { static int made = 0; P() { made++; } }\nP p = new P();");
    ok("class P { static int made = 0; P() { made++; } }");
    assertThat(value("p")).isNotNull();
    assertThat(value("P.made")).isEqualTo(1);
    assertThat(notes.err).isEmpty();
  }

  @Test
  void classesOfDifferentCellsMayNeedEachOther() {
    ok("class A { B b; int n() { return b == null ? 0 : b.n(); } }");
    assertThat(notes.err.toString()).contains("A can be used once class B is declared");
    ok("class B { A a = new A(); int n() { return 1 + a.n(); } }");
    assertThat(value("A a = new A(); a.b = new B(); a.n()")).isEqualTo(1);
    assertThat(notes.err).isEmpty();
  }

  @Test
  void aMethodMayBeWrittenBeforeWhatItCalls() {
    ok("int twice(int n) { return once(n) * 2; }");
    assertThat(failure("twice(2)").message()).contains("once");
    ok("int once(int n) { return n; }");
    assertThat(value("twice(2)")).isEqualTo(4);
  }

  @Test
  void theLastResultAndExceptionHaveNames() {
    value("6 * 7");
    assertThat(value("$_ + 1")).isEqualTo(43);
    assertThat(value("_ * 2")).isEqualTo(86);
    assertThat(value("List.of(_, _)")).isEqualTo(List.of(86, 86));
    assertThat(value("int n = 0; for (var _ : List.of(1, 2)) n++; n")).isEqualTo(2);
    failure("throw new IllegalStateException(\"gone\");");
    assertThat(value("$e.getMessage()")).isEqualTo("gone");
  }

  // --- errors ---

  @Test
  void anErrorDoesNotEndTheEngine() {
    ok("int keep = 1;");
    assertThat(failure("void r() { r(); }\nr()").name()).isEqualTo("java.lang.StackOverflowError");
    assertThat(failure("new long[Integer.MAX_VALUE][10]").lines().getLast()).contains("-Xmx");
    assertThat(failure("throw new NoClassDefFoundError(\"a/B\");").message()).isEqualTo("a/B");
    assertThat(failure("throw new Error();").name()).isEqualTo("java.lang.Error");
    assertThat(value("keep")).isEqualTo(1);
  }

  @Test
  void tensorMemoryHasItsOwnReport() {
    String said = complaint("Tensor huge = Tensor.zeros(1_000_000, 1_000_000);");
    assertThat(said)
        .contains("asked for 4.0 TB", "cell " + count + ", line 1")
        .doesNotContain("-Xmx");
    assertThat(said.lines().filter(l -> l.contains(" at jotter."))).isEmpty();
  }

  @Test
  void anExitEndsTheCellAlone() {
    ok("int kept = 3;");
    assertThat(complaint("System.exit(4);")).contains("System.exit(4) ends the cell");
    assertThat(complaint("Runtime.getRuntime().halt(1);")).contains("ends the cell");
    ok("void leave(int n) { if (n > 2) System.exit(n); }");
    assertThat(complaint("leave(kept)")).contains("System.exit(3)", "leave");
    assertThat(value("kept")).isEqualTo(3);
  }

  @Test
  void aFailureNamesCellAndLine() {
    ok("int half(int n) {\n  return 100 / n;\n}");
    int declared = count;
    CellFailure failure = failure("half(1);\n\nhalf(0)");
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure.plain())
        .containsExactly(
            "java.lang.ArithmeticException: / by zero",
            "    at cell " + declared + ", line 2 in half:  return 100 / n;",
            "    at cell " + count + ", line 3:  half(0)");
  }

  /// What Jotter says itself is said once, without the way through Jotter.
  @Test
  void anErrorOfOursIsShort() {
    ok("var a = jotter.tensor.Tensor.ones(2, 3);");
    CellFailure failure = failure("\na.matmul(a)");
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.plain()).hasSize(3);
    assertThat(failure.plain().get(0)).contains("matmul: ", "(2×3)");
    assertThat(failure.plain().get(1)).matches(" *\\.\\.\\. \\d+ frames of libraries");
    assertThat(failure.plain().get(2)).endsWith("cell " + count + ", line 2:  a.matmul(a)");
    assertThat(
            failure("throw new IllegalStateException(new IllegalStateException(\"x\"));").plain())
        .anyMatch(line -> line.startsWith("caused by "));
  }

  @Test
  void shapesThatDoNotFitAreDrawn() {
    ok("import jotter.tensor.*; Tensor a = Tensor.ones(32, 784); Tensor b = Tensor.ones(10, 784);");
    MimeBundle picture = failure("a.matmul(b)").picture().orElseThrow();
    assertThat(picture.plain()).isEqualTo("      32     [784]\n     [10]     784");
    assertThat((String) picture.data().get(MimeBundle.SVG))
        .containsPattern("fill=\"#e5484d\"[^>]*>784<")
        .containsPattern("fill=\"#e5484d\"[^>]*>10<")
        .containsPattern("<text[^>f]*>32<");
    assertThat(failure("a.add(Tensor.ones(5, 3, 784))").picture().orElseThrow().plain())
        .isEqualTo("              [32]     784\n       5       [3]     784");
    assertThat(failure("throw new IllegalStateException(\"(2×3) (3×4)\");").picture()).isEmpty();
    assertThat(failure("a.item()").picture()).isEmpty();
  }

  @Test
  void aCompileErrorShowsItsLine() {
    assertThat(failure("nowhere + 1").plain()).noneMatch(line -> line.contains("location:"));
    CellFailure failure = failure("int a = 1;\nint b = \"no\";");
    assertThat(failure.line()).isEqualTo(2);
    assertThat(failure.plain().get(0)).contains("incompatible types");
    assertThat(failure.plain().get(1)).isEqualTo("   2 | int b = \"no\";");
    assertThat(failure.plain().get(2)).isEqualTo("     |         ^^^^");
    assertThat(failure("for (;;) {").message()).contains("reached end of file");
  }

  // --- interrupts ---

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true) { }",
        "long n = 0; for (long i = 0; i < Long.MAX_VALUE; i++) n += i;",
        "Thread.sleep(100_000)",
        "new java.util.concurrent.CountDownLatch(1).await()",
        "while (true) { try { Thread.sleep(1); } catch (Exception e) { } }",
        "IntStream.range(0, Integer.MAX_VALUE).mapToLong(i -> IntStream.range(0,"
            + " Integer.MAX_VALUE).mapToLong(j -> j * i).sum()).sum()"
      })
  void everyCellCanBeStopped(String source) throws Exception {
    ok("int keep = 5;");
    var stopper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(600);
                  } catch (InterruptedException e) {
                    return;
                  }
                  engine.interrupt();
                });
    long start = System.nanoTime();
    CellFailure failure = failure(source);
    stopper.join();
    assertThat(failure.interrupted()).isTrue();
    // That it ends at all is the point; a machine with other work may take its time.
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(30);
    assertThat(value("keep")).isEqualTo(5);
    assertThat(value("int s = 0; for (int i = 0; i < 10; i++) s += i; s")).isEqualTo(45);
  }

  // --- output ---

  @Test
  void manyLinesAreFewMessages() {
    ok("for (int i = 0; i < 20_000; i++) System.out.println(i);");
    assertThat(notes.out.toString().lines().count()).isEqualTo(20_000);
    assertThat(notes.out.toString()).startsWith("0\n1\n").endsWith("19999\n");
    assertThat(notes.messages).isLessThan(200);
  }

  @Test
  void errorsAndOutputKeepTheirOrder() {
    ok("System.out.print(1); System.err.print(2); System.out.print(3);");
    assertThat(notes.messages).isEqualTo(3);
    assertThat(notes.out).hasToString("13");
    assertThat(notes.err).hasToString("2");
  }

  @Test
  void lateOutputReachesTheCellThatStartedIt() throws Exception {
    ok(
        "var go = new CountDownLatch(1);\n"
            + "Thread.startVirtualThread(() -> { try { go.await(); } catch (Exception e) { }"
            + " System.out.println(\"late\"); });\n"
            + "ExecutorService pool = Executors.newFixedThreadPool(1);\n"
            + "pool.submit(() -> { }).get();");
    Notes first = notes;
    ok("pool.submit(() -> { System.out.println(\"pooled\"); }).get(); go.countDown();");
    Notes second = notes;
    for (int i = 0; i < 100 && first.out.isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(first.out).hasToString("late\n");
    assertThat(second.out).hasToString("pooled\n");
    ok("pool.shutdown();");
  }

  /// The pool's threads belong to the first cell; the tasks below to the second.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool.submit(() -> System.out.print(\"x\")).get();",
        "pool.invokeAll(List.of(() -> { System.out.print(\"x\"); return 1; }));",
        "pool.invokeAny(List.of(() -> { System.out.print(\"x\"); return 1; }), 9L,"
            + " java.util.concurrent.TimeUnit.SECONDS);",
        "pool.schedule(() -> System.out.print(\"x\"), 10L,"
            + " java.util.concurrent.TimeUnit.MILLISECONDS).get();",
        "CompletableFuture.supplyAsync(() -> 1, pool).thenApplyAsync(v -> { System.out.print(\"x\");"
            + " return v; }, pool).get();",
        "var begun = new CompletableFuture<Integer>(); var rest = begun.thenAccept(v ->"
            + " System.out.print(\"x\")); pool.execute(() -> begun.complete(1)); rest.get();",
        "CompletableFuture.supplyAsync(() -> 1, pool).thenCombineAsync("
            + "CompletableFuture.completedFuture(2), (a, b) -> { System.out.print(\"x\"); return a + b; },"
            + " pool).get();",
        "CompletableFuture.runAsync(() -> { throw new IllegalStateException(); }, pool)"
            + ".whenCompleteAsync((v, e) -> System.out.print(\"x\"), pool).handle((v, e) -> 1).get();"
      })
  void aTaskSpeaksForTheCellThatHandsItOver(String source) {
    ok(
        "var pool = java.util.concurrent.Executors.newScheduledThreadPool(2);\n"
            + "pool.submit(() -> { }).get(); pool.submit(() -> { }).get();");
    Notes first = notes;
    Outcome outcome = run(source);
    Notes second = notes;
    // A third cell has begun when the text of the second is looked at.
    ok("pool.shutdown();");
    assertThat(outcome).isNotInstanceOf(Outcome.Failed.class);
    assertThat(first.out).isEmpty();
    assertThat(second.out).hasToString("x");
  }

  @Test
  void aProgressBarEndsFull() {
    ok("for (int i : ProgressBar.over(\"steps\", List.of(1, 2, 3))) { }");
    assertThat(notes.shown).hasSize(1);
    assertThat(notes.updated.getLast()).contains("100% 3/3");
  }

  @Test
  void inputIsAskedFor() {
    assertThat(value("new Scanner(System.in).nextLine()")).isEqualTo("answer");
  }

  // --- class path ---

  @Test
  void aJarBringsItsClassesServicesAndImports(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("Hi.java"), HI);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()))
        .isZero();
    Path jar = folder.resolve("hi.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("hi/Hi.class"));
      out.write(Files.readAllBytes(folder.resolve("hi/Hi.class")));
      out.putNextEntry(new JarEntry("META-INF/services/java.util.function.Supplier"));
      out.write("hi.Hi\n".getBytes());
      out.putNextEntry(new JarEntry(DefaultImports.RESOURCE));
      out.write("hi.Hi # its class\nhi.Missing\n".getBytes());
    }
    ok("int keep = 9;");
    ok("%classpath " + jar);
    assertThat(value("new Hi().get()")).isEqualTo("hi");
    assertThat(
            value(
                "ServiceLoader.load(Supplier.class).findFirst().get().get()"
                    .replace("ServiceLoader", "java.util.ServiceLoader")))
        .isEqualTo("hi");
    assertThat(value("keep + List.of(1).size()")).isEqualTo(10);
  }

  private static final String HI =
      "package hi; public class Hi implements java.util.function.Supplier<String> {"
          + " public String get() { return \"hi\"; } }";

  // --- magics ---

  @Test
  void aMagicStandsOnlyWhereAStatementCould() {
    assertThat(value("int r = 10\n %3;\nr")).isEqualTo(1);
    assertThat(value("String t = \"\"\"\n%who\n\"\"\";\nt")).isEqualTo("%who\n");
    assertThat(value("%time 1 + 1")).isEqualTo(2);
    assertThat(notes.out.toString()).startsWith("time: ");
    assertThat(value("%%time\nint q = 3;\nq * 2")).isEqualTo(6);
  }

  @Test
  void anUnknownMagicNamesTheNearest() {
    assertThat(failure("%grph x").plain().toString())
        .contains("no such magic; did you mean %graph?", "there are: ");
    assertThat(failure("%seed many").plain().toString()).contains("usage: %seed [N]");
  }

  @Test
  void aGraphIsDrawnAndSeedsRepeat() {
    Outcome drawn =
        run(
            "var a = jotter.tensor.Tensor.ones(2, 3).requiresGrad_(true);\n"
                + "var b = a.mul(a).tanh();\n%graph b");
    assertThat(drawn).isInstanceOf(Outcome.Value.class);
    assertThat(((Outcome.Value) drawn).shown().plain()).contains("tanh keeps 24 B <- mul");
    assertThat((String) ((Outcome.Value) drawn).shown().data().get("image/svg+xml"))
        .startsWith("<svg")
        .contains("(2×3)", "tanh");
    assertThat(failure("%graph 3 +").plain().toString()).contains("error");
    ok("%seed 5");
    String twice =
        "double x = jotter.tensor.Tensor.randn(1).item();\n%seed 5\n"
            + "x == jotter.tensor.Tensor.randn(1).item()";
    assertThat(value(twice)).isEqualTo(true);
    assertThat(((Outcome.Value) run("%memory")).shown().plain()).contains("Java heap", "a  ");
  }

  @Test
  void filesThatLoadEachOtherAreRefused(@TempDir Path folder) throws Exception {
    Path a = folder.resolve("a.jsh");
    Path b = folder.resolve("b.jsh");
    Files.writeString(a, "int fromA = 1;\n%load " + b + "\n");
    Files.writeString(b, "int fromB = 2;\n%load " + a + "\n");
    assertThat(failure("%load " + a).plain().toString())
        .contains("loads itself: a.jsh loads b.jsh loads a.jsh");
    Files.writeString(b, "int fromB = 2;\n");
    ok("%load " + a);
    assertThat(value("fromA + fromB")).isEqualTo(3);
  }

  // --- while typing ---

  @Test
  void completionAndInspectionKnowVariablesAndMagics() {
    ok("var numbers = new ArrayList<Integer>(List.of(1));");
    assertThat(engine.assist().complete("numbers.isE", 11).matches()).contains("isEmpty()");
    assertThat(engine.assist().complete("%se", 3).matches()).containsExactly("seed");
    assertThat(engine.assist().inspect("numbers", 3).orElseThrow().plain())
        .isEqualTo("java.util.ArrayList<Integer> numbers = [1]");
    assertThat(engine.assist().inspect("Math.max(", 7).orElseThrow().plain())
        .contains("int Math.max(int a, int b)");
    assertThat(engine.assist().inspect("numbers.isEmpty", 15).orElseThrow().plain())
        .contains("isEmpty()");
    assertThat(engine.assist().inspect("numbers.isNothing", 17)).isEmpty();
    assertThat(engine.assist().inspect("String.strip", 9).orElseThrow().plain())
        .contains("String String.strip()");
    assertThat(engine.assist().inspect("String.noSuchThing", 9)).isEmpty();
    assertThat(((MimeBundle) value("numbers?")).plain()).contains("ArrayList<Integer> numbers");
    assertThat(((MimeBundle) value("String.strip?")).plain()).contains("String String.strip()");
    assertThat(engine.assist().isComplete("for (;;) {").status()).isEqualTo("incomplete");
    assertThat(engine.assist().isComplete("for (;;) {").indent()).isEqualTo("  ");
    assertThat(engine.assist().isComplete("1 + 1").status()).isEqualTo("complete");
    assertThat(engine.assist().isComplete("%who").status()).isEqualTo("complete");
  }

  @Test
  void resultsAreNotKeptForEver() {
    value("new Object()");
    String first = engine.shell().variables().toList().getLast().name();
    value("new Object()");
    assertThat(engine.variable(first)).isEmpty();
  }

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS) // 300 compilations: half a minute, if undisturbed
  void hundredsOfCellsStayAlive() {
    for (int i = 0; i < 300; i++) {
      value("int v" + i + " = " + i + "; v" + i);
    }
    assertThat(value("v0 + v299")).isEqualTo(299);
  }
}
