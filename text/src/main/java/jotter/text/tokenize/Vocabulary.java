package jotter.text.tokenize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.Check;

/// Tokens and their numbers, counted from 0.
///
/// Special tokens come first and never stand for a piece of text: {@link #PAD} fills sequences up,
/// {@link #UNKNOWN} takes the place of what is not in the vocabulary, {@link #BEGIN} and {@link
/// #END} frame a text. A vocabulary has those that it was made with.
public final class Vocabulary {
  public static final String PAD = "<pad>";
  public static final String UNKNOWN = "<unk>";
  public static final String BEGIN = "<bos>";
  public static final String END = "<eos>";

  private final List<String> tokens;
  private final int special;
  private final Map<String, Integer> ids = new HashMap<>();

  private Vocabulary(List<String> tokens, int special) {
    this.tokens = List.copyOf(tokens);
    this.special = special;
    for (int i = 0; i < tokens.size(); i++)
      if (ids.put(tokens.get(i), i) != null)
        throw Check.valueError("Vocabulary", "the token '" + tokens.get(i) + "' appears twice");
  }

  /// A vocabulary of special tokens and of others, numbered in this order.
  public static Vocabulary of(List<String> special, List<String> tokens) {
    List<String> all = new ArrayList<>(special);
    all.addAll(tokens);
    return new Vocabulary(all, special.size());
  }

  /// The most frequent tokens, those of equal frequency in alphabetical order.
  ///
  /// @param tokens all tokens of a text, one after the other
  /// @param special special tokens, which come first
  /// @param least how often a token must appear
  /// @param most how many tokens there may be, the special ones included
  public static Vocabulary count(
      Iterable<String> tokens, List<String> special, int least, int most) {
    Map<String, Long> counts = new HashMap<>();
    for (String t : tokens) counts.merge(t, 1L, Long::sum);
    special.forEach(counts.keySet()::remove);
    List<String> kept =
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= least)
            .sorted(
                Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .limit(Math.max(0, most - special.size()))
            .map(Map.Entry::getKey)
            .toList();
    return of(special, kept);
  }

  /// How many tokens there are, special ones included.
  public int size() {
    return tokens.size();
  }

  /// How many special tokens there are; they have the first numbers.
  public int specialCount() {
    return special;
  }

  /// All tokens in order.
  public List<String> tokens() {
    return tokens;
  }

  /// Whether there is such a token.
  public boolean contains(String token) {
    return ids.containsKey(token);
  }

  /// The number of a token; that of {@link #UNKNOWN} if it is not here.
  ///
  /// @throws jotter.tensor.TensorException if there is no unknown token either
  public int id(String token) {
    Integer i = ids.get(token);
    if (i != null) return i;
    Integer u = ids.get(UNKNOWN);
    if (u == null)
      throw Check.valueError(
          "Vocabulary",
          "there is no token '"
              + token
              + "' among "
              + size()
              + "; make the vocabulary with the special token "
              + UNKNOWN);
    return u;
  }

  /// The token of a number.
  public String token(int id) {
    if (id < 0 || id >= tokens.size())
      throw Check.indexError("Vocabulary", "there is no token " + id + " among " + size());
    return tokens.get(id);
  }

  /// Whether a number is that of a special token.
  public boolean isSpecial(int id) {
    return id >= 0 && id < special;
  }

  /// Writes one token a line, with the number of special ones first.
  public void save(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("special " + special);
    for (String t : tokens) lines.add(Escapes.out(t));
    Files.write(file, lines);
  }

  /// Reads what {@link #save} wrote.
  ///
  /// @throws IOException if the file cannot be read or is no vocabulary
  public static Vocabulary load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().matches("special \\d{1,9}"))
      throw new IOException(file + " is no vocabulary: the first line must be 'special N'");
    int special = Integer.parseInt(lines.getFirst().substring(8));
    List<String> tokens = lines.subList(1, lines.size()).stream().map(Escapes::in).toList();
    if (special > tokens.size())
      throw new IOException(file + " has fewer tokens than the " + special + " special ones");
    Set<String> once = new HashSet<>(tokens);
    if (once.size() < tokens.size()) throw new IOException(file + " has a token twice");
    return new Vocabulary(tokens, special);
  }

  @Override
  public String toString() {
    return "Vocabulary(" + size() + " tokens, " + special + " of them special)";
  }
}
