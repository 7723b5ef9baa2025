package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// {@link Soak} in a process of its own that may use 512 MB; `-Djotter.soak=10000000` makes it
/// long.
class SoakTest {
  @Test
  void memoryStaysWhereItIs() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "resident memory is read from /proc");
    Process p = Soak.process(Long.getLong("jotter.soak", 400_000), 512 << 20).start();
    String out = new String(p.getInputStream().readAllBytes());
    assertThat(p.waitFor(30, TimeUnit.MINUTES)).isTrue();
    assertThat(p.exitValue()).as(out).isZero();
    assertThat(out).contains("memory stays where it is");
  }
}
