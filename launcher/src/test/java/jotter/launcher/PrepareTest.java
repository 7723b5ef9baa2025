package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareTest {

  /// Goes through a real `java @file`, because only the JDK's own parser knows the JDK's quoting.
  @Test
  void theOptionsStartJavaInAFolderWithBlanksAndQuotes(@TempDir Path temp) throws Exception {
    Path home = Files.createDirectories(temp.resolve("a folder, it's \"odd\" \\ so"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path jar = lib.resolve("probe 1.jar");
    String entry = PrepareTest.class.getName().replace('.', '/') + "$Probe.class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var in = PrepareTest.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    Path file = home.resolve("java.args");
    List<String> options =
        Prepare.options(home, lib, file, new java.util.TreeSet<>(List.of("probe 1.jar")));
    Files.writeString(file, String.join("\n", options));

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + file,
                Probe.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualTo(home + "\ntrue\n");
  }

  /// Runs in the other JVM.
  static final class Probe {
    public static void main(String[] args) {
      System.out.println(System.getProperty("jotter.home"));
      System.out.println(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
  }
}
