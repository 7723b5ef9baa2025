package jotter.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import jotter.audio.wave.Encoding;
import jotter.audio.wave.Wave;
import jotter.nn.data.files.DataHome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every example takes its first steps on a little data that is made here, and goes on from its
/// checkpoint.
class ExamplesTest {
  @TempDir static Path data;
  @TempDir Path out;

  @BeforeAll
  static void make() throws IOException {
    System.setProperty(DataHome.PROPERTY, data.toString());
    Random random = new Random(1);
    String[] words = "the king of a house and his dog run home to see two old men".split(" ");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3000; i++)
      text.append(words[random.nextInt(words.length)]).append(i % 9 == 8 ? '\n' : ' ');
    Files.createDirectories(data.resolve("tinyshakespeare"));
    Files.writeString(data.resolve("tinyshakespeare/input.txt"), text);
    String[] lines = text.toString().split("\n");
    Files.createDirectories(data.resolve("multi30k"));
    for (String part : new String[] {"train", "val", "test_2016_flickr"})
      for (String language : new String[] {"de", "en"})
        try (var gz =
            new GZIPOutputStream(
                Files.newOutputStream(data.resolve("multi30k/" + part + "." + language + ".gz")))) {
          for (int i = 0; i < 40; i++) gz.write((lines[i] + "\n").getBytes(StandardCharsets.UTF_8));
        }
    Files.createDirectories(data.resolve("spoken-digits"));
    try (var zip =
        new ZipOutputStream(Files.newOutputStream(data.resolve("spoken-digits/recordings.zip")))) {
      for (int i = 0; i < 80; i++) {
        zip.putNextEntry(new ZipEntry("recordings/" + i % 10 + "_ann_" + i / 10 + ".wav"));
        var wav = new ByteArrayOutputStream();
        Wave.sine(200 + 100 * (i % 10), 0.2 + 0.01 * (i / 10), 8000).write(wav, Encoding.PCM16);
        zip.write(wav.toByteArray());
      }
    }
  }

  @AfterAll
  static void forget() {
    System.clearProperty(DataHome.PROPERTY);
  }

  static Stream<String> names() {
    return Example.all().stream().map(Example::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void itRuns(String name) throws Exception {
    var text = new ByteArrayOutputStream();
    Result first = run(name, 2, text);
    assertThat(first.value()).isFinite();
    assertThat(first.seconds()).isPositive();
    assertThat(first.toString()).contains("wanted");
    assertThat(out.resolve("checkpoint.safetensors")).isNotEmptyFile();
    assertThat(text.toString()).doesNotContain("going on");
    run(name, 2, text);
    assertThat(text.toString()).contains("going on");
    if (name.equals("dcgan")) assertThat(out.resolve("digits.png")).isNotEmptyFile();
    if (name.equals("shakespeare")) assertThat(out.resolve("sample.txt")).isNotEmptyFile();
  }

  private Result run(String name, long limit, ByteArrayOutputStream text) throws Exception {
    return Example.of(name).run(new Run(out, 1, limit, new PrintStream(text, true)));
  }

  @Test
  void thereAreNoOthers() {
    assertThatThrownBy(() -> Example.of("imagenet"))
        .hasMessageContaining("imagenet")
        .hasMessageContaining("shakespeare");
  }

  @Test
  void figuresAreComparedInTheRightDirection() {
    assertThat(new Result("loss", 1.5, 1.6, false, 61).isReached()).isTrue();
    assertThat(new Result("BLEU", 29, 30, true, 61).isReached()).isFalse();
    assertThat(new Result("BLEU", 31.25, 30, true, 61))
        .hasToString("BLEU: 31.25 (wanted: 30.00 or more), after 1 min 01 s of training");
  }
}
