package jotter.kernel.run;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.display.MimeBundle;

/// Colours Java source as HTML, token by token.
final class JavaColors {
  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract assert boolean break byte case catch char class const continue default do"
                  + " double else enum extends final finally float for goto if implements import"
                  + " instanceof int interface long native new non-sealed null package permits"
                  + " private protected public record return sealed short static strictfp super"
                  + " switch synchronized this throw throws transient true false try var void"
                  + " volatile when while yield")
              .split(" "));

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>//[^\\n]*|/\\*.*?(?:\\*/|\\z))"
              + "|(?<string>\"\"\".*?(?:\"\"\"|\\z)|\"(?:\\\\.|[^\"\\\\\\n])*\"?"
              + "|'(?:\\\\.|[^'\\\\\\n])*'?)"
              + "|(?<magic>(?m:^[ \\t]*%%?\\w+[^\\n]*))"
              + "|(?<number>\\b(?:0[xX][\\da-fA-F_]+|0[bB][01_]+"
              + "|\\d[\\d_]*(?:\\.[\\d_]*)?(?:[eE][+-]?\\d+)?)[fFdDlL]?\\b)"
              + "|(?<annotation>@\\w+)"
              + "|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*)",
          Pattern.DOTALL);

  private JavaColors() {}

  static String html(String source) {
    var out = new StringBuilder();
    Matcher m = TOKEN.matcher(source);
    int from = 0;
    while (m.find()) {
      out.append(MimeBundle.escape(source.substring(from, m.start())));
      String kind = kind(m, source);
      String text = MimeBundle.escape(m.group());
      out.append(kind.isEmpty() ? text : "<span class=\"" + kind + "\">" + text + "</span>");
      from = m.end();
    }
    return out.append(MimeBundle.escape(source.substring(from))).toString();
  }

  private static String kind(Matcher m, String source) {
    if (m.group("comment") != null) {
      return "c";
    }
    if (m.group("string") != null) {
      return "s";
    }
    if (m.group("magic") != null || m.group("annotation") != null) {
      return "m";
    }
    if (m.group("number") != null) {
      return "n";
    }
    String word = m.group("word");
    if (KEYWORDS.contains(word)) {
      return "k";
    }
    if (Character.isUpperCase(word.charAt(0))) {
      return "t";
    }
    return m.end() < source.length() && source.charAt(m.end()) == '(' ? "f" : "";
  }
}
