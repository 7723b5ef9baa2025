package jotter.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
  @TempDir Path dir;

  private static final List<String> SPECIAL = List.of(Vocabulary.PAD, Vocabulary.END);

  private final List<String> lines =
      List.of(
          "low low low low low lower lower newest newest newest newest newest newest",
          "widest widest widest, Größe 12 it's");

  @Test
  void charactersComeBack() {
    CharTokenizer t = CharTokenizer.of("hello 🌍");
    assertThat(t.vocabulary().size()).isEqualTo(6);
    assertThat(t.decode(t.encode("hell 🌍"))).isEqualTo("hell 🌍");
    assertThat(t.encode("he🌍")).hasSize(3);
    assertThatThrownBy(() -> t.encode("x")).hasMessageContaining("no token 'x'");
  }

  @Test
  void frequentPairsAreJoinedFirst() {
    Bpe bpe = Bpe.train(lines, 256 + 2 + 3, SPECIAL);
    // es 9 times, then est, then " n" and "lo" and "ow" five or six times.
    assertThat(bpe.vocabulary().tokens().subList(258, 260)).containsExactly("es", "est");
    assertThat(bpe.encode("est")).containsExactly(259);
  }

  @Test
  void everyTextComesBackAsItWas() {
    Bpe bpe = Bpe.train(lines, 300, SPECIAL);
    for (String s :
        List.of("lowest", "  two  spaces\n\ttabs ", "Größe 🌍 中文", "", "it's 3.5%", "\u0000\u00ad"))
      assertThat(bpe.decode(bpe.encode(s))).isEqualTo(s);
    assertThat(bpe.encode("newest low").length).isLessThan(8);
    assertThat(bpe.decode(0, bpe.encode("low")[0], 1)).startsWith("l");
  }

  @Test
  void whatWasLearnedGoesToAFile() throws IOException {
    Path file = dir.resolve("tokens.bpe");
    Bpe a = Bpe.train(lines, 290, SPECIAL);
    a.save(file);
    Bpe b = Bpe.load(file);
    assertThat(b.vocabulary().tokens()).isEqualTo(a.vocabulary().tokens());
    assertThat(b.encode("lower newest Größe")).isEqualTo(a.encode("lower newest Größe"));
    Files.writeString(file, "bpe 1\n<pad>\na b\nzz q\n");
    assertThatThrownBy(() -> Bpe.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("zz q");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> Bpe.load(file)).isInstanceOf(IOException.class);
  }

  @Test
  void learningDoesNotDependOnTheOrderOfLines() {
    assertThat(Bpe.train(lines.reversed(), 300, SPECIAL).vocabulary().tokens())
        .isEqualTo(Bpe.train(lines, 300, SPECIAL).vocabulary().tokens());
  }

  @Test
  void wordsAndSignsAreTokens() {
    WordTokenizer t =
        WordTokenizer.of(List.of("A man rides a bike.", "It's a bike, isn't it?"), 100);
    assertThat(t.split("It's 12 km, isn't it?"))
        .containsExactly("It's", "12", "km", ",", "isn't", "it", "?");
    assertThat(t.decode(t.encode("A bike, isn't it?"))).isEqualTo("A bike, isn't it?");
    assertThat(t.decode(t.encode("A cat."))).isEqualTo("A <unk>.");
    assertThat(t.vocabulary().token(4)).isEqualTo("a");
  }

  @Test
  void vocabulariesGoToAFile() throws IOException {
    Path file = dir.resolve("words.txt");
    Vocabulary v = Vocabulary.of(SPECIAL, List.of("a", "\n", "\\n", "b\r"));
    v.save(file);
    Vocabulary w = Vocabulary.load(file);
    assertThat(w.tokens()).isEqualTo(v.tokens());
    assertThat(w.specialCount()).isEqualTo(2);
    Files.writeString(file, "special 9\na\n");
    assertThatThrownBy(() -> Vocabulary.load(file)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Vocabulary.of(SPECIAL, List.of("a", "a")))
        .hasMessageContaining("twice");
    assertThat(Vocabulary.count(List.of("b", "a", "b", "c", "c"), SPECIAL, 1, 4).tokens())
        .containsExactly(Vocabulary.PAD, Vocabulary.END, "b", "c");
  }
}
