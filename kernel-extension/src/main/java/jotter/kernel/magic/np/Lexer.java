package jotter.kernel.magic.np;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a text into tokens.
final class Lexer {
  enum Kind {
    NUMBER,
    NAME,
    TEXT,
    SIGN,
    LINE,
    END
  }

  record Token(Kind kind, String text, int from, int to) {
    boolean is(String sign) {
      return (kind == Kind.SIGN || kind == Kind.NAME) && text.equals(sign);
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?)"
              + "|(?<name>[A-Za-z_]\\w*)"
              + "|(?<text>'[^'\\n]*'|\"[^\"\\n]*\")"
              + "|(?<sign>\\*\\*|//|<=|>=|==|!=|\\.\\.\\.|[-+*/%@()\\[\\],.:=<>&|~^;])"
              + "|(?<line>\\n)"
              + "|(?<space>[ \\t\\r]+|#[^\\n]*)");

  private Lexer() {}

  static List<Token> read(String source) {
    var tokens = new ArrayList<Token>();
    Matcher m = TOKEN.matcher(source);
    int at = 0;
    int depth = 0;
    while (at < source.length()) {
      if (!m.region(at, source.length()).lookingAt()) {
        throw new NpException(source, at, at + 1, "np: this sign means nothing here", null);
      }
      Kind kind =
          m.group("number") != null
              ? Kind.NUMBER
              : m.group("name") != null
                  ? Kind.NAME
                  : m.group("text") != null
                      ? Kind.TEXT
                      : m.group("sign") != null ? Kind.SIGN : Kind.LINE;
      String text = m.group();
      if (kind == Kind.SIGN) {
        depth += "([".contains(text) ? 1 : ")]".contains(text) ? -1 : 0;
      }
      // Inside of brackets a line may end anywhere.
      if (m.group("space") == null && !(kind == Kind.LINE && depth > 0)) {
        tokens.add(new Token(text.equals(";") ? Kind.LINE : kind, text, at, m.end()));
      }
      at = m.end();
    }
    tokens.add(new Token(Kind.END, "the end", source.length(), source.length()));
    return tokens;
  }
}
