package jotter.text.tokenize;

import java.util.List;
import java.util.TreeSet;

/// Every character (Unicode code point) is a token.
///
/// ```java
/// CharTokenizer t = CharTokenizer.of("to be or not to be");
/// t.vocabulary().size(); // 7
/// ```
public final class CharTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;

  /// @param vocabulary the characters; other ones are unknown
  public CharTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// With the characters of `text` in their order, and no others.
  public static CharTokenizer of(String text) {
    return of(text, List.of());
  }

  /// With special tokens and the characters of `text`.
  public static CharTokenizer of(String text, List<String> special) {
    TreeSet<Integer> all = new TreeSet<>();
    text.codePoints().forEach(all::add);
    return new CharTokenizer(
        Vocabulary.of(special, all.stream().map(Character::toString).toList()));
  }

  @Override
  public int[] encode(String text) {
    return text.codePoints().map(c -> vocabulary.id(Character.toString(c))).toArray();
  }

  @Override
  public String decode(int... tokens) {
    StringBuilder s = new StringBuilder();
    for (int t : tokens) if (!vocabulary.isSpecial(t)) s.append(vocabulary.token(t));
    return s.toString();
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }
}
