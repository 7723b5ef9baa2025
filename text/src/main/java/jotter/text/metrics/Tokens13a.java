package jotter.text.metrics;

import java.util.List;
import java.util.regex.Pattern;

/// The tokens of the evaluations of WMT, `mteval-v13a`: what BLEU is counted over, so that figures
/// of different people can be compared.
public final class Tokens13a {
  private static final Pattern SIGNS = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern BEFORE = Pattern.compile("([^0-9])([.,])");
  private static final Pattern BEHIND = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH = Pattern.compile("([0-9])(-)");
  // What Python's str.split takes for white space.
  private static final Pattern SPACE =
      Pattern.compile(
          "[\\s\\x1c-\\x1f\\x85\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+");

  private Tokens13a() {}

  /// The tokens of a line: words, numbers and signs.
  public static List<String> of(String line) {
    String s = line.replace("<skipped>", "").replace("-\n", "").replace("\n", " ");
    if (s.indexOf('&') >= 0)
      s = s.replace("&quot;", "\"").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    s = " " + s + " ";
    s = SIGNS.matcher(s).replaceAll(" $1 ");
    s = BEFORE.matcher(s).replaceAll("$1 $2 ");
    s = BEHIND.matcher(s).replaceAll(" $1 $2");
    s = DASH.matcher(s).replaceAll("$1 $2 ");
    return SPACE.splitAsStream(s).filter(t -> !t.isEmpty()).toList();
  }
}
