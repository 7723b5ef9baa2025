package jotter.tensor.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path dir;

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, true, out -> out.write(ByteBuffer.wrap(text.getBytes())));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private Path old(String name) throws IOException {
    Path f = Files.writeString(dir.resolve(name), "half");
    Files.setLastModifiedTime(f, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
    return f;
  }

  @Test
  void theFileIsThereAsAWholeOrNotAtAll() throws IOException {
    Path file = dir.resolve("a.bin");
    write(file, "first");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    false,
                    out -> {
                      out.write(ByteBuffer.wrap(new byte[3]));
                      throw new IOException("full");
                    }))
        .hasMessage("full");
    assertThat(file).hasContent("first");
    write(file, "second");
    assertThat(file).hasContent("second");
    assertThat(names()).containsExactly("a.bin");
  }

  @Test
  void theFileHasThePermissionsOfAnyNewFile() throws IOException {
    assumeTrue(
        Files.getFileStore(dir).supportsFileAttributeView("posix"), "no POSIX permissions here");
    Path plain = Files.writeString(dir.resolve("plain"), "x");
    write(dir.resolve("a.bin"), "x");
    assertThat(Files.getPosixFilePermissions(dir.resolve("a.bin")))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void whatADeadProcessLeftIsRemoved() throws IOException {
    old(".a.bin.1f.jotter.tmp");
    old(".b.bin.1f.jotter.tmp");
    old(".c.bin.1f.tmp");
    Files.writeString(dir.resolve(".a.bin.2e.jotter.tmp"), "of this moment");
    write(dir.resolve("a.bin"), "x");
    assertThat(names()).containsExactly(".a.bin.2e.jotter.tmp", ".c.bin.1f.tmp", "a.bin");
  }

  @Test
  void whatSomebodyWritesIsLeftAlone() throws IOException {
    Path slow = old(".a.bin.1f.jotter.tmp");
    try (FileChannel writer = FileChannel.open(slow, StandardOpenOption.WRITE)) {
      assertThat(writer.tryLock()).isNotNull();
      write(dir.resolve("a.bin"), "x");
      assertThat(slow).exists();
    }
  }

  /// Of many writers at once the file is always one's whole work.
  @Test
  void manyMayWriteAtOnce() throws Exception {
    Path file = dir.resolve("a.bin");
    List<Thread> all =
        Stream.iterate(0, i -> i + 1)
            .limit(8)
            .map(
                i ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int k = 0; k < 25; k++) {
                                try {
                                  write(file, ("" + i).repeat(5000));
                                } catch (IOException e) {
                                  throw new java.io.UncheckedIOException(e);
                                }
                              }
                            }))
            .toList();
    while (all.stream().anyMatch(Thread::isAlive)) {
      if (!Files.exists(file)) continue;
      String s = Files.readString(file);
      assertThat(s).hasSize(5000);
      assertThat(s.chars().distinct().count()).isEqualTo(1);
    }
    assertThat(names()).containsExactly("a.bin");
  }
}
