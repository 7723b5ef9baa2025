package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// {@link Soak} in a process of its own that may use 512 MB; `-Djotter.soak=10000000` makes it
/// long.
class SoakTest {
  @Test
  void memoryStaysWhereItIs() throws Exception {
    Assumptions.assumeTrue(
        Path.of("/proc/self/status").toFile().exists(), "resident memory is read from /proc");
    String operations = System.getProperty("jotter.soak", "400000");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx160m",
            "-Djotter.memory.limit=200000000",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp"));
    String path = System.getProperty("java.class.path");
    String modules = System.getProperty("jdk.module.path");
    command.add(modules == null ? path : modules + java.io.File.pathSeparator + path);
    command.add(Soak.class.getName());
    command.add(operations);
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(p.getInputStream().readAllBytes());
    assertThat(p.waitFor(30, TimeUnit.MINUTES)).isTrue();
    System.out.println(out);
    assertThat(p.exitValue()).as(out).isZero();
  }
}
