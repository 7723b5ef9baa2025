package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A cell that fills the heap, or the memory of tensors beside it, ends with an error that names
/// what holds it, and the kernel goes on.
class HeapGuardTest {
  private static final long LIMIT = 120L << 20;

  /// Cells run one after the other by [Child], in a JVM of its own with a small heap.
  private static final List<String> HEAP =
      List.of(
          "int kept = 41;",
          "var blocks = new ArrayList<byte[]>(); while (true) blocks.add(new byte[1 << 18]);",
          "kept + 1",
          "blocks.size() > 100",
          "blocks = null;",
          // Small objects: the collector would go on for minutes before it gives up.
          "var names = new HashMap<Integer, String>(); for (int i = 0; ; i++) names.put(i, \"\" + i);",
          "names = null; kept + 2",
          "throw new OutOfMemoryError(\"mine\");",
          "new int[1000].length");

  /// The same with little memory for tensors.
  private static final List<String> TENSORS =
      List.of(
          "int kept = 41; Tensor mine = Tensor.ones(1000);",
          "var many = new ArrayList<Tensor>();\nwhile (true) many.add(Tensor.zeros(1 << 18));",
          "kept + many.size() / 1_000_000",
          "mine.sum().item()",
          "Tensor.zeros(1L << 40)",
          "many = null;",
          // What nobody holds any more is found again.
          "Tensor.ones(1 << 24).sum().item()",
          "for (int i = 0; i < 1000; i++) Tensor.zeros(1 << 18);",
          "kept");

  /// Runs the cells and prints a line for each.
  static final class Child {
    public static void main(String[] args) {
      try (var engine = new Engine()) {
        for (String cell : args[0].equals("heap") ? HEAP : TENSORS) {
          Outcome outcome = engine.run(cell, new Cell(1, Silent.LISTENER));
          String said =
              switch (outcome) {
                case Outcome.Value(Object value, var _) -> "value " + value;
                case Outcome.Done() -> "done";
                case Outcome.Failed(CellFailure f) ->
                    f.name() + " " + f.plain().toString().replace("\n", " | ");
              };
          Streams.log().println("> " + said);
        }
      }
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theKernelAnswersAndGoesOn() throws Exception {
    List<String> said = run("heap", HEAP);
    assertThat(said.get(0)).isEqualTo("done");
    assertThat(said.get(1))
        .startsWith("java.lang.OutOfMemoryError")
        .contains("The JVM may use", "%memory", "Large variables: blocks (");
    assertThat(said.get(2)).isEqualTo("value 42");
    assertThat(said.get(3)).isEqualTo("value true");
    assertThat(said.get(4)).isEqualTo("done");
    assertThat(said.get(5)).startsWith("java.lang.OutOfMemoryError").contains("names (");
    assertThat(said.get(6)).isEqualTo("value 43");
    assertThat(said.get(7)).startsWith("java.lang.OutOfMemoryError").contains("mine");
    assertThat(said.get(8)).isEqualTo("value 1000");
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void theMemoryOfTensorsMayBeFullAsWell() throws Exception {
    List<String> said = run("tensors", TENSORS);
    assertThat(said.get(0)).isEqualTo("done");
    assertThat(said.get(1))
        .startsWith("java.lang.OutOfMemoryError")
        .contains("out of tensor memory: asked for 1.0 MB", "limit 120.0 MB", "Try a smaller batch")
        .contains("made at cell 1, line 2", "at cell 1, line 2: ", "hold most of it: many (1");
    assertThat(said.get(2)).isEqualTo("value 41");
    assertThat(said.get(3)).isEqualTo("value 1000.0");
    assertThat(said.get(4)).startsWith("java.lang.OutOfMemoryError").contains("asked for 4.0 TB");
    assertThat(said.get(5)).isEqualTo("done");
    assertThat(said.get(6)).isEqualTo("value " + (double) (1 << 24));
    assertThat(said.get(7)).isEqualTo("done");
    assertThat(said.get(8)).isEqualTo("value 41");
  }

  private static List<String> run(String cells, List<String> many) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx224m",
                "-Xmn24m",
                "-Djotter.memory.limit=" + LIMIT,
                "-XX:+UseSerialGC",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                    + java.io.File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                Child.class.getName(),
                cells)
            .redirectErrorStream(true)
            .start();
    try (var out = child.getInputStream()) {
      String all = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      List<String> said =
          all.lines().filter(l -> l.startsWith("> ")).map(l -> l.substring(2)).toList();
      assertThat(said).as(all).hasSize(many.size());
      return said;
    } finally {
      child.destroyForcibly();
    }
  }
}
