package jotter.text.tokenize;

import jotter.tensor.Tensor;

/// Cuts texts into tokens that have numbers.
///
/// ```java
/// Tokenizer t = CharTokenizer.of(text);
/// int[] numbers = t.encode("hello");
/// t.decode(numbers); // "hello"
/// ```
public interface Tokenizer {
  /// The tokens of a text, by their numbers in the vocabulary.
  int[] encode(String text);

  /// The text of tokens; the vocabulary's special tokens are left out.
  String decode(int... tokens);

  /// The tokens there are.
  Vocabulary vocabulary();

  /// The tokens of a text as a tensor (length), int64.
  default Tensor tensor(String text) {
    int[] t = encode(text);
    long[] r = new long[t.length];
    for (int i = 0; i < t.length; i++) r[i] = t[i];
    return Tensor.of(r);
  }
}
