package jotter.text.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorporaTest {
  @TempDir Path dir;

  @Test
  void linesOfTwoFilesBelongTogether() throws IOException {
    Path de = dir.resolve("a.de.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(de))) {
      out.write("Ein Hund .\nZwei Äpfel\n".getBytes("UTF-8"));
    }
    Path en = Files.writeString(dir.resolve("a.en"), "A dog .\nTwo apples\n");
    ParallelCorpus c = ParallelCorpus.read(de, en);
    assertThat(c.size()).isEqualTo(2);
    assertThat(c.get(1)).isEqualTo(new ParallelCorpus.Pair("Zwei Äpfel", "Two apples"));
    assertThat(c.reversed().first(1).get(0).source()).isEqualTo("A dog .");
    assertThatThrownBy(() -> new ParallelCorpus(List.of("a"), List.of()))
        .hasMessageContaining("1 and 0");
    assertThatThrownBy(() -> Multi30k.train("de", "xx")).hasMessageContaining("'xx'");
  }

  @Test
  void windowsAreShiftedByOne() {
    Tensor text = Tensor.arange(10);
    TokenWindows all = TokenWindows.all(text, 4);
    assertThat(all.size()).isEqualTo(6);
    assertThat(all.get(5).x().toLongArray()).containsExactly(5, 6, 7, 8);
    assertThat(all.get(5).y().toLongArray()).containsExactly(6, 7, 8, 9);
    TokenWindows side = TokenWindows.consecutive(text, 4);
    assertThat(side.size()).isEqualTo(2);
    assertThat(side.gather(new long[] {1, 0}).x().toLongArray())
        .containsExactly(4, 5, 6, 7, 0, 1, 2, 3);
    assertThatThrownBy(() -> all.get(6)).hasMessageContaining("no window 6");
    assertThatThrownBy(() -> TokenWindows.all(text, 10)).hasMessageContaining("longer text");
  }
}
