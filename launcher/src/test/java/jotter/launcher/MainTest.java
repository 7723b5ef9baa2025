package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int jotter(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void doctorPrintsTheReport() {
    jotter("doctor");
    assertThat(out.toString()).startsWith("Java\n").contains("\nSIMD\n").contains("\nGPU\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpListsEveryCommandButTheHiddenOne() {
    assertThat(jotter("--help")).isZero();
    assertThat(out.toString())
        .contains("run", "lab", "install", "test", "conformance", "bench", "soak", "doctor")
        .doesNotContain("warm");
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    assertThat(jotter("nonesuch")).isEqualTo(2);
    assertThat(err.toString()).contains("nonesuch");
  }

  @Test
  void aFailureIsOneLineWithoutAStack() {
    assertThat(jotter("test", "-pl", "nn")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("jotter: `test` is run by the script: ./jotter test -pl nn\n");
  }
}
