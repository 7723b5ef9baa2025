package jotter.text.tokenize;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import jotter.tensor.Check;

/// Byte pair encoding: frequent words are one token, others are made of parts, and in the end of
/// bytes, so that nothing is unknown and every text comes back as it was.
///
/// Sennrich, Haddow and Birch 2016, arXiv:1508.07909; on bytes as in Radford et al. 2019. Words are
/// learned with the space before them.
///
/// ```java
/// Bpe bpe = Bpe.train(lines, 8000, List.of(Vocabulary.PAD));
/// bpe.decode(bpe.encode("Ein Hund läuft.")); // "Ein Hund läuft."
/// ```
public final class Bpe implements Tokenizer {
  /// GPT-2's: English contractions, then letters, digits and signs, each with a space before them.
  static final Pattern WORDS =
      Pattern.compile(
          "'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

  /// Bytes as characters that can be seen, as GPT-2 writes them.
  private static final char[] SEEN = seen();

  private static final Map<Character, Byte> BYTES = bytes();

  /// More words than this are not remembered.
  private static final int REMEMBERED = 1 << 16;

  record Pair(int left, int right) {}

  private final Vocabulary vocabulary;
  private final List<Pair> merges;
  private final Map<Pair, Integer> ranks = new HashMap<>();
  private final int[] merged;
  private final int[] ofByte = new int[256];
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  private Bpe(Vocabulary vocabulary, List<Pair> merges) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    merged = new int[merges.size()];
    for (int i = 0; i < merged.length; i++) {
      Pair p = merges.get(i);
      ranks.put(p, i);
      merged[i] = vocabulary.id(vocabulary.token(p.left) + vocabulary.token(p.right));
    }
    for (int b = 0; b < 256; b++) ofByte[b] = vocabulary.id(String.valueOf(SEEN[b]));
  }

  /// Learns from lines.
  ///
  /// @param size how many tokens there may be: special ones, 256 bytes, and parts of words
  /// @param special special tokens, which come first
  public static Bpe train(Iterable<String> lines, int size, List<String> special) {
    Check.value(
        size >= special.size() + 256,
        "Bpe",
        "needs room for 256 bytes and " + special.size() + " special tokens, got " + size);
    Map<String, Integer> words = new HashMap<>();
    for (String line : lines)
      WORDS.matcher(line).results().forEach(m -> words.merge(m.group(), 1, Integer::sum));
    List<String> tokens = new ArrayList<>();
    for (char c : SEEN) tokens.add(String.valueOf(c));
    List<Pair> merges =
        new BpeLearner(words, special.size()).learn(size - special.size() - 256, tokens);
    return new Bpe(Vocabulary.of(special, tokens), merges);
  }

  @Override
  public int[] encode(String text) {
    var parts = new ArrayList<int[]>();
    int n = 0;
    var m = WORDS.matcher(text);
    while (m.find()) {
      int[] p = word(m.group());
      parts.add(p);
      n += p.length;
    }
    int[] r = new int[n];
    int at = 0;
    for (int[] p : parts) {
      System.arraycopy(p, 0, r, at, p.length);
      at += p.length;
    }
    return r;
  }

  private int[] word(String word) {
    int[] r = known.get(word);
    if (r != null) return r;
    r = merge(word.getBytes(StandardCharsets.UTF_8));
    if (known.size() < REMEMBERED) known.put(word, r);
    return r;
  }

  /// Joins the pair that was learned first, again and again.
  private int[] merge(byte[] bytes) {
    int[] t = new int[bytes.length];
    for (int i = 0; i < t.length; i++) t[i] = ofByte[bytes[i] & 0xff];
    int n = t.length;
    while (n > 1) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < n; i++)
        best = Math.min(best, ranks.getOrDefault(new Pair(t[i], t[i + 1]), Integer.MAX_VALUE));
      if (best == Integer.MAX_VALUE) break;
      Pair p = merges.get(best);
      int to = 0;
      for (int i = 0; i < n; i++) {
        boolean join = i + 1 < n && t[i] == p.left && t[i + 1] == p.right;
        t[to++] = join ? merged[best] : t[i];
        if (join) i++;
      }
      n = to;
    }
    return java.util.Arrays.copyOf(t, n);
  }

  @Override
  public String decode(int... tokens) {
    var out = new ByteArrayOutputStream();
    for (int t : tokens) {
      if (vocabulary.isSpecial(t)) continue;
      for (char c : vocabulary.token(t).toCharArray()) out.write(BYTES.get(c));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /// Writes what was learned: special tokens, then one joined pair a line.
  public void save(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("bpe " + vocabulary.specialCount());
    for (int i = 0; i < vocabulary.specialCount(); i++) lines.add(vocabulary.token(i));
    for (Pair p : merges) lines.add(vocabulary.token(p.left) + " " + vocabulary.token(p.right));
    Files.write(file, lines);
  }

  /// Reads what {@link #save} wrote.
  ///
  /// @throws IOException if the file cannot be read or is damaged
  public static Bpe load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().matches("bpe \\d{1,6}"))
      throw new IOException(file + " is no byte pair encoding: the first line must be 'bpe N'");
    int n = Integer.parseInt(lines.getFirst().substring(4));
    if (n > lines.size() - 1) throw new IOException(file + " is cut off in its special tokens");
    List<String> tokens = new ArrayList<>();
    for (char c : SEEN) tokens.add(String.valueOf(c));
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) ids.put(tokens.get(i), n + i);
    List<Pair> merges = new ArrayList<>();
    for (String line : lines.subList(1 + n, lines.size())) {
      String[] p = line.split(" ", -1);
      if (p.length != 2 || !ids.containsKey(p[0]) || !ids.containsKey(p[1]))
        throw new IOException(file + " joins what is not there: '" + line + "'");
      merges.add(new Pair(ids.get(p[0]), ids.get(p[1])));
      if (ids.put(p[0] + p[1], n + tokens.size()) == null) tokens.add(p[0] + p[1]);
    }
    return new Bpe(Vocabulary.of(lines.subList(1, 1 + n), tokens), merges);
  }

  private static char[] seen() {
    char[] r = new char[256];
    int extra = 256;
    for (int b = 0; b < 256; b++) {
      boolean plain = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
      r[b] = (char) (plain ? b : extra++);
    }
    return r;
  }

  private static Map<Character, Byte> bytes() {
    Map<Character, Byte> r = new HashMap<>();
    for (int b = 0; b < 256; b++) r.put(SEEN[b], (byte) b);
    return r;
  }
}
