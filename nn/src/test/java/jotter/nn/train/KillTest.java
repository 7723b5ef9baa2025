package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that trains is killed again and again (SIGKILL: nothing of it runs any more), while it
/// trains and while it writes. It always goes on, and what comes out is what comes out of a process
/// that is left alone, byte by byte.
///
/// Five times here; `-Djotter.kills=50` kills fifty times.
class KillTest {
  private static final int KILLS = Integer.getInteger("jotter.kills", 5);

  @TempDir Path dir;

  @Test
  void aKilledTrainingEndsAsIfItHadNotBeenKilled() throws Exception {
    Path whole = Files.createDirectory(dir.resolve("whole"));
    Path killed = Files.createDirectory(dir.resolve("killed"));
    assertThat(run(whole, -1, 0)).isTrue();
    Random random = new Random(1);
    int kills = 0;
    int writing = 0;
    while (kills < KILLS) {
      boolean ended = run(killed, 1 + random.nextInt(8), random.nextInt(12_000));
      // It was faster than we: begin again, as there is nothing left to be killed.
      if (ended) {
        same(whole, killed);
        for (File f : killed.toFile().listFiles()) Files.delete(f.toPath());
        continue;
      }
      kills++;
      // What is left of a checkpoint that was being written.
      for (String name : killed.toFile().list()) {
        if (!name.endsWith(".tmp")) continue;
        writing++;
        Files.delete(killed.resolve(name));
      }
    }
    assertThat(run(killed, -1, 0)).isTrue();
    same(whole, killed);
    // A few kills may all miss the milliseconds of writing; many do not.
    if (KILLS >= 20) assertThat(writing).isPositive();
    System.out.printf(
        "killed %d times, %d of them while a checkpoint was written: the same to the last byte%n",
        kills, writing);
  }

  private static void same(Path a, Path b) throws IOException {
    assertThat(b.resolve("end.safetensors")).hasSameBinaryContentAs(a.resolve("end.safetensors"));
  }

  /// Trains in a process of its own; kills it so many microseconds after it has said that it writes
  /// its n-th checkpoint, unless n is negative. Tells whether it came to its end.
  private static boolean run(Path folder, int n, int microseconds) throws Exception {
    Process p =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledTraining.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = new BufferedReader(new InputStreamReader(p.getInputStream()))) {
      String begun = out.readLine();
      assertThat(begun).as("a training that begins or goes on").startsWith("at ");
      int written = 0;
      for (String line; written != n && (line = out.readLine()) != null; )
        if (line.startsWith("writing")) written++;
      if (n < 0) return p.waitFor() == 0;
      TimeUnit.MICROSECONDS.sleep(microseconds);
      p.destroyForcibly();
      p.waitFor();
      return Files.exists(folder.resolve("end.safetensors"));
    }
  }
}
