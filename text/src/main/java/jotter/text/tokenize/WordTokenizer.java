package jotter.text.tokenize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Tokens are what a regular expression finds: words and signs, unless told otherwise.
///
/// ```java
/// WordTokenizer t = WordTokenizer.of(lines, 10_000);
/// t.encode("A man rides a bike.");
/// ```
public final class WordTokenizer implements Tokenizer {
  /// Letters with marks, apostrophes inside, digits, and every other sign on its own.
  public static final Pattern WORDS =
      Pattern.compile("[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*|\\p{N}+|[^\\s\\p{L}\\p{M}\\p{N}]");

  private static final Pattern NO_SPACE_BEFORE = Pattern.compile("[.,;:!?%)\\]}…]");

  private final Vocabulary vocabulary;
  private final Pattern pattern;
  private final boolean lower;

  /// @param vocabulary the words; it should have {@link Vocabulary#UNKNOWN}
  /// @param pattern what a token is
  /// @param lower whether letters are made small first
  public WordTokenizer(Vocabulary vocabulary, Pattern pattern, boolean lower) {
    this.vocabulary = vocabulary;
    this.pattern = pattern;
    this.lower = lower;
  }

  /// With the most frequent words of some lines, and the special tokens {@link Vocabulary#PAD},
  /// {@link Vocabulary#UNKNOWN}, {@link Vocabulary#BEGIN} and {@link Vocabulary#END}.
  ///
  /// @param most how many tokens there may be
  public static WordTokenizer of(Iterable<String> lines, int most) {
    List<String> words = new ArrayList<>();
    for (String line : lines) split(line, WORDS, false).forEach(words::add);
    List<String> special =
        List.of(Vocabulary.PAD, Vocabulary.UNKNOWN, Vocabulary.BEGIN, Vocabulary.END);
    return new WordTokenizer(Vocabulary.count(words, special, 1, most), WORDS, false);
  }

  private static Stream<String> split(String text, Pattern pattern, boolean lower) {
    Matcher m = pattern.matcher(lower ? text.toLowerCase(Locale.ROOT) : text);
    return m.results().map(r -> r.group());
  }

  /// The tokens of a text as texts.
  public List<String> split(String text) {
    return split(text, pattern, lower).toList();
  }

  @Override
  public int[] encode(String text) {
    return split(text, pattern, lower).mapToInt(vocabulary::id).toArray();
  }

  /// The words with spaces between them, but not before signs that end something.
  @Override
  public String decode(int... tokens) {
    StringBuilder s = new StringBuilder();
    for (int t : tokens) {
      String word = vocabulary.token(t);
      if (vocabulary.isSpecial(t) && !word.equals(Vocabulary.UNKNOWN)) continue;
      if (!s.isEmpty() && !NO_SPACE_BEFORE.matcher(word).matches()) s.append(' ');
      s.append(word);
    }
    return s.toString();
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }
}
