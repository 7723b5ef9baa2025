package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What users of Java kernels for Jupyter have suffered from, each as a notebook that failed there.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class KnownFailuresTest extends Cells {
  /// 1. An import, or a cell run again, set variables to null.
  @Nested
  class VariablesNulledByImportsAndRedefinition {
    @Test
    void imports() {
      ok("var shelf = new ArrayList<>(List.of(1, 2));\nint[] primes = {2, 3, 5};");
      for (String wanted :
          List.of(
              "java.util.*", "java.util.List", "java.awt.*", "java.sql.Date", "java.util.Date")) {
        ok("import " + wanted + ";");
        assertThat(value("shelf.size() + primes[2]")).isEqualTo(7);
      }
      ok("import static java.lang.Math.*;");
      assertThat(value("max(shelf.size(), primes.length)")).isEqualTo(3);
      assertThat(notes.err).isEmpty();
    }

    @Test
    void theSameClassAgain() {
      String declaration =
          "class Box { int n; Box(int n) { this.n = n; } int twice() { return 2 * n; } }";
      ok(declaration);
      ok("Box box = new Box(4); List<Box> boxes = List.of(box); Box[] row = {box};");
      ok(declaration);
      assertThat(value("box.twice() + boxes.get(0).n + row[0].n")).isEqualTo(16);
      ok(declaration.replace("2 * n", "3 * n"));
      assertThat(value("box.twice()")).isEqualTo(12);
    }

    @Test
    void aVariableThatOthersUse() {
      ok(
          "int width = 3;\nint area() { return width * width; }\nvar areas = new ArrayList<>(List.of(area()));");
      ok("double width = 1.5;");
      assertThat(value("areas")).isEqualTo(List.of(9));
      ok("int width = 5;");
      assertThat(value("area()")).isEqualTo(25);
    }
  }

  /// 2. Two classes that need one another could only be declared in one cell.
  @Nested
  class MutuallyDependentClasses {
    @Test
    void inSeveralCells() {
      ok(
          "class Node { Graph owner; List<Node> next = new ArrayList<>(); int depth() { return owner.depth(this); } }");
      ok(
          "class Graph { int depth(Node n) { return 1 + n.next.stream().mapToInt(Node::depth).max().orElse(0); } }");
      ok(
          "var g = new Graph(); var a = new Node(); a.owner = g; var b = new Node(); b.owner = g; a.next.add(b);");
      assertThat(value("a.depth()")).isEqualTo(2);
    }

    @Test
    void sealedTypesAndTheirRecords() {
      ok(
          """
          sealed interface Shape permits Circle, Square {}
          record Circle(double r) implements Shape {}
          record Square(double a) implements Shape {}
          double area(Shape s) {
            return switch (s) { case Circle(double r) -> 3 * r * r; case Square(double a) -> a * a; };
          }
          """);
      assertThat(value("area(new Square(2)) + area(new Circle(1))")).isEqualTo(7.0);
    }

    @Test
    void methodsThatCallOneAnother() {
      ok("boolean even(int n) { return n == 0 || odd(n - 1); }");
      ok("boolean odd(int n) { return n != 0 && even(n - 1); }");
      assertThat(value("even(10)")).isEqualTo(true);
    }
  }

  /// 3. Another signature left the old method behind, or broke those who called it.
  @Nested
  class ChangedSignatures {
    @Test
    void ofAMethod() {
      ok("int scale(int n) { return 10 * n; }\nint both(int n) { return scale(n) + 1; }");
      ok("var kept = both(1);");
      ok("double scale(double n) { return 2.5 * n; }");
      assertThat(value("scale(2.0)")).isEqualTo(5.0);
      ok("long scale(int n) { return 100L * n; }\nlong both(int n) { return scale(n) + 1; }");
      assertThat(value("both(1)")).isEqualTo(101L);
      assertThat(value("kept")).isEqualTo(11);
    }

    @Test
    void ofAConstructorAndARecord() {
      ok("record Point(int x) {}\nint count = 3;");
      ok("record Point(int x, int y) {}");
      assertThat(value("new Point(1, 2).y() + count")).isEqualTo(5);
    }

    @Test
    void ofAType() {
      ok("class Animal { String says() { return \"?\"; } }");
      ok("interface Animal { default String says() { return \"miau\"; } }");
      assertThat(value("new Animal() {}.says()")).isEqualTo("miau");
    }
  }

  /// 4. An interrupt did nothing, or ended the kernel with all that was computed.
  @Nested
  class Interrupts {
    private double secondsToStop(String source) throws Exception {
      var begun = new java.util.concurrent.atomic.AtomicLong();
      Thread stopper =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      Thread.sleep(700);
                    } catch (InterruptedException e) {
                      return;
                    }
                    begun.set(System.nanoTime());
                    engine.interrupt();
                  });
      assertThat(failure(source).interrupted()).as(source).isTrue();
      stopper.join();
      return (System.nanoTime() - begun.get()) / 1e9;
    }

    @Test
    void stopTheCellAndKeepTheKernel() throws Exception {
      ok("int kept = 8; class Spin { void forEver() { while (true) { } } }");
      for (String source :
          List.of(
              "new Spin().forEver()",
              "for (;;) System.out.println(\"on and on\");",
              "int f(int n) { return n == 0 ? 0 : f(n - 1); } while (true) f(500);",
              "var o = new Object(); synchronized (o) { o.wait(); }",
              "var t = jotter.tensor.Tensor.ones(200, 200); while (true) t = t.matmul(t).mul(0);")) {
        assertThat(secondsToStop(source)).as(source).isLessThan(5);
      }
      assertThat(value("kept")).isEqualTo(8);
    }
  }

  /// 5. What a thread said after its cell was lost, or stood under another cell.
  @Test
  void lateOutput() throws Exception {
    ok(
        "new Thread(() -> { try { Thread.sleep(300); } catch (Exception e) { } "
            + "System.out.println(\"late\"); System.err.println(\"too\"); display(\"shown\"); }).start();");
    Notes first = notes;
    ok("Thread.sleep(600); System.out.println(\"mine\");");
    for (int i = 0; i < 100 && first.shown.isEmpty(); i++) {
      Thread.sleep(20);
    }
    assertThat(notes.out).hasToString("mine\n");
    assertThat(first.out).hasToString("late\n");
    assertThat(first.err).hasToString("too\n");
    assertThat(first.shown).hasSize(1);
  }

  /// 6. An `Error` in a cell ended the kernel.
  @Test
  void errorsInACell() {
    ok("int kept = 1;");
    for (String source :
        List.of(
            "throw new Error(\"mine\");",
            "throw new OutOfMemoryError();",
            "throw new StackOverflowError();",
            "throw new LinkageError();",
            "throw new ThreadDeath();",
            "assert false;\nthrow new AssertionError(\"no\");",
            "class Bad { static int x = 1 / Integer.parseInt(\"0\"); }\nBad.x",
            "Object o = 1; String s = (String) o;",
            "int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)")) {
      failure(source);
      assertThat(value("kept")).as("after " + source).isEqualTo(1);
    }
    // What is thrown on another thread is no cell's end either.
    ok("var t = new Thread(() -> { throw new Error(\"elsewhere\"); }); t.start(); t.join();");
    assertThat(value("kept")).isEqualTo(1);
  }

  /// 7. Files and classes that import one another never came to an end.
  @Nested
  class CircularImports {
    @Test
    void files(@TempDir Path folder) throws Exception {
      Path a = folder.resolve("a.jsh");
      Path b = folder.resolve("b.ipynb");
      Files.writeString(a, "int a = 1;\n%load " + b + "\n");
      Files.writeString(
          b,
          "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"id\":\"x\",\"cell_type\":\"code\","
              + "\"metadata\":{},\"outputs\":[],\"execution_count\":null,\"source\":\"%load "
              + a
              + "\"}]}");
      assertThat(failure("%load " + a).plain().toString()).contains("loads itself");
      assertThat(value("40 + 2")).isEqualTo(42);
    }

    @Test
    void classesWhoseStaticsNeedOneAnother() {
      ok("class Left { static int one = 1; static int sum() { return one + Right.two(); } }");
      ok("class Right { static int two() { return 1 + Left.one; } }");
      assertThat(value("Left.sum()")).isEqualTo(3);
      ok("import java.util.*;");
      assertThat(value("Left.sum() + Right.two()")).isEqualTo(5);
    }
  }

  /// 8. A loop that prints filled the notebook, the browser and the memory.
  @Nested
  class HugeOutput {
    @Test
    void isCutInTheMiddle() {
      ok("for (int i = 0; i < 2_000_000; i++) System.out.println(\"line \" + i);");
      String said = notes.out.toString();
      assertThat(said).startsWith("line 0\nline 1\n").endsWith("line 1999999\n");
      assertThat(said).contains("MB left out", OutputLimit.PROPERTY);
      assertThat(said.length()).isLessThan(1_200_000);
      assertThat(notes.messages).isLessThan(400);
    }

    @Test
    void ofAllowedSizeIsWhole() {
      ok("for (int i = 0; i < 50_000; i++) System.out.println(i);");
      assertThat(notes.out.toString().lines().count()).isEqualTo(50_000);
    }

    @Test
    void asAResultIsShort() {
      Outcome outcome = run("\"x\".repeat(50_000_000)");
      assertThat(((Outcome.Value) outcome).shown().plain().length()).isLessThan(1_000_000);
      outcome = run("IntStream.range(0, 3_000_000).boxed().toList()");
      ((Outcome.Value) outcome)
          .shown()
          .data()
          .values()
          .forEach(v -> assertThat(v.toString().length()).isLessThan(200_000));
    }

    @Test
    void ofDisplaysIsLimited() {
      ok("for (int i = 0; i < 5_000; i++) display(i);");
      assertThat(notes.shown).hasSize(OutputLimit.DISPLAYS);
      assertThat(notes.err.toString()).contains("no more are shown");
    }
  }

  /// 9. A jar was on the class path, but its services and its resources were not found.
  @Test
  void jarsWithServices(@TempDir Path folder) throws Exception {
    Path source =
        Files.writeString(
            folder.resolve("Greeter.java"),
            "package lib; public class Greeter implements java.util.function.Supplier<String> {"
                + " public String get() { try (var in = Greeter.class.getResourceAsStream(\"word.txt\")) {"
                + " return new String(in.readAllBytes(), \"UTF-8\"); }"
                + " catch (java.io.IOException e) { throw new RuntimeException(e); } } }");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), source.toString()))
        .isZero();
    Path jar = folder.resolve("with blank ä.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("lib/Greeter.class"));
      out.write(Files.readAllBytes(folder.resolve("lib/Greeter.class")));
      out.putNextEntry(new JarEntry("lib/word.txt"));
      out.write("grüß dich".getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new JarEntry("META-INF/services/java.util.function.Supplier"));
      out.write("lib.Greeter\n".getBytes(StandardCharsets.UTF_8));
    }
    ok("var before = List.of(1);");
    ok("%classpath \"" + jar + "\"");
    assertThat(value("import lib.Greeter;\nnew Greeter().get()")).isEqualTo("grüß dich");
    assertThat(
            value(
                "java.util.ServiceLoader.load(java.util.function.Supplier.class).stream()"
                    + ".map(p -> p.get().get()).toList().contains(\"grüß dich\")"))
        .isEqualTo(true);
    assertThat(
            value(
                "Thread.currentThread().getContextClassLoader().getResource(\"lib/word.txt\") != null"))
        .isEqualTo(true);
    assertThat(value("before.size()")).isEqualTo(1);
  }

  /// 10. Letters outside of ASCII came back as question marks, in names, text, errors and input.
  @Test
  void utf8() {
    ok("String straße = \"Größe 数 😀\"; System.out.println(straße); System.err.print(\"ошибка\");");
    assertThat(notes.out).hasToString("Größe 数 😀\n");
    assertThat(notes.err).hasToString("ошибка");
    assertThat(value("straße.codePointCount(0, straße.length())")).isEqualTo(9);
    assertThat(failure("throw new RuntimeException(straße);").message()).isEqualTo("Größe 数 😀");
    assertThat(failure("int größe = \"é\";").plain().toString()).contains("int größe = \"é\";");
    ok(
        "System.out.write(new byte[] {(byte) 0xF0, (byte) 0x9F}); System.out.flush(); Thread.sleep(100);"
            + " System.out.write(new byte[] {(byte) 0x98, (byte) 0x80});");
    assertThat(notes.out).hasToString("😀");
  }

  /// Beyond the ten: what Java programmers type, and what it must do.
  @Nested
  class TheLanguageAsItIs {
    @Test
    void recordsWithACompactConstructor() {
      ok(
          "record Pair<A, B>(A a, B b) { Pair { Objects.requireNonNull(a); }"
              + " static <T> Pair<T, T> twin(T t) { return new Pair<>(t, t); } }");
      assertThat(value("Pair.twin(3).b()")).isEqualTo(3);
      assertThat(failure("new Pair<>(null, 1)").name()).endsWith("NullPointerException");
      assertThat(value("Object o = Pair.twin(4);\no instanceof Pair<?, ?>(Integer p, var q)"))
          .isEqualTo(true);
    }

    @Test
    void assertions() {
      assertThat(failure("assert 1 > 2 : \"wrong\";").message()).isEqualTo("wrong");
      ok("assert 2 > 1 : \"right\";");
    }

    @Test
    void annotationsAndReadersWithoutAnImport() {
      ok(
          "@Retention(RetentionPolicy.RUNTIME) @interface Mark { String value(); }\n"
              + "@Mark(\"y\") class Marked {}");
      assertThat(value("Marked.class.getAnnotation(Mark.class).value()")).isEqualTo("y");
      assertThat(value("new BufferedReader(new InputStreamReader(System.in)).readLine()"))
          .isEqualTo("answer");
    }

    @Test
    void suppressedExceptionsAndTheRootOfALongChain() {
      String closing =
          "try (AutoCloseable c = () -> { throw new IOException(\"closing\"); })"
              + " { throw new RuntimeException(\"body\"); }";
      assertThat(failure(closing).plain().toString())
          .contains("RuntimeException: body", "and beside it java.io.IOException: closing");
      ok("Exception deep = new RuntimeException(\"root\");");
      ok("for (int i = 0; i < 30; i++) deep = new RuntimeException(\"level \" + i, deep);");
      assertThat(failure("throw deep;").plain().toString())
          .contains("level 29", "... 20 causes", "caused by java.lang.RuntimeException: root");
    }
  }
}
