package jotter.kernel.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.display.MimeBundle;

/// TeX as MathML, which browsers draw by themselves: what notebooks on learning machines write.
///
/// Superscripts, subscripts, fractions, roots, Greek, big operators, accents, fonts, brackets that
/// grow, matrices and aligned lines. A command it does not know is shown as its name.
final class MathMarkup {
  private static final Pattern WORD = Pattern.compile("\\s*\\{([A-Za-z]{2,})}");

  private final String tex;
  private final boolean block;
  private int at;

  private MathMarkup(String tex, boolean block) {
    this.tex = tex;
    this.block = block;
  }

  /// A formula as an element of a page, with its TeX for whoever copies it.
  static String of(String tex, boolean block) {
    String body;
    try {
      body = new MathMarkup(tex.strip(), block).row("");
    } catch (RuntimeException | StackOverflowError unreadable) {
      body = "<mtext>" + MimeBundle.escape(tex) + "</mtext>";
    }
    return "<math"
        + (block ? " display=\"block\"" : "")
        + "><semantics><mrow>"
        + body
        + "</mrow><annotation encoding=\"application/x-tex\">"
        + MimeBundle.escape(tex)
        + "</annotation></semantics></math>";
  }

  /// Reads until `end`: `}`, `]`, `\right`, `\end`, `&` or the end of the text.
  private String row(String end) {
    var out = new StringBuilder();
    while (at < tex.length() && !stops(end)) {
      String base = atom();
      if (base != null) {
        out.append(scripts(base));
      }
    }
    return out.toString();
  }

  private boolean stops(String end) {
    skipSpace();
    if (at >= tex.length()) {
      return true;
    }
    return switch (end) {
      case "cell" ->
          tex.charAt(at) == '&' || tex.startsWith("\\\\", at) || tex.startsWith("\\end", at);
      case "" -> false;
      default -> tex.startsWith(end, at);
    };
  }

  private void skipSpace() {
    while (at < tex.length() && Character.isWhitespace(tex.charAt(at))) {
      at++;
    }
  }

  /// Adds what hangs on a base: `_`, `^` and primes.
  private String scripts(String base) {
    String below = null;
    String above = null;
    while (true) {
      skipSpace();
      char c = at < tex.length() ? tex.charAt(at) : 0;
      if (c == '_' && below == null) {
        at++;
        below = argument();
      } else if (c == '^' && above == null) {
        at++;
        above = argument();
      } else if (c == '\'' && above == null) {
        at++;
        above = "<mo>′</mo>";
      } else {
        break;
      }
    }
    if (below == null && above == null) {
      return base;
    }
    boolean limits = base.contains("movablelimits") && block;
    String kind =
        above == null
            ? limits ? "munder" : "msub"
            : below == null ? limits ? "mover" : "msup" : limits ? "munderover" : "msubsup";
    return "<"
        + kind
        + ">"
        + base
        + (below == null ? "" : below)
        + (above == null ? "" : above)
        + "</"
        + kind
        + ">";
  }

  private String argument() {
    skipSpace();
    if (at < tex.length() && tex.charAt(at) == '{') {
      return group();
    }
    String one = atom();
    return one == null ? "<mrow></mrow>" : one;
  }

  private String group() {
    at++;
    String inner = row("}");
    at++;
    return "<mrow>" + inner + "</mrow>";
  }

  private String text() {
    skipSpace();
    if (at >= tex.length() || tex.charAt(at) != '{') {
      return at < tex.length() ? String.valueOf(tex.charAt(at++)) : "";
    }
    int depth = 0;
    int start = ++at;
    while (at < tex.length() && !(tex.charAt(at) == '}' && depth == 0)) {
      depth += tex.charAt(at) == '{' ? 1 : tex.charAt(at) == '}' ? -1 : 0;
      at++;
    }
    String found = tex.substring(start, Math.min(at, tex.length()));
    at++;
    return found;
  }

  private String atom() {
    skipSpace();
    char c = tex.charAt(at);
    if (c == '{') {
      return group();
    }
    if (c == '\\') {
      return command();
    }
    if (Character.isDigit(c)) {
      int start = at;
      while (at < tex.length()
          && (Character.isDigit(tex.charAt(at))
              || tex.charAt(at) == '.'
                  && at + 1 < tex.length()
                  && Character.isDigit(tex.charAt(at + 1)))) {
        at++;
      }
      return "<mn>" + tex.substring(start, at) + "</mn>";
    }
    at++;
    if (Character.isLetter(c)) {
      return "<mi>" + c + "</mi>";
    }
    return switch (c) {
      case '-' -> "<mo>−</mo>";
      case '*' -> "<mo>∗</mo>";
      case '~' -> "<mspace width=\"0.3em\"/>";
      case '}', '&' -> null;
      default ->
          "<mo"
              + (isFence(c) ? " stretchy=\"false\"" : "")
              + ">"
              + MimeBundle.escape(String.valueOf(c))
              + "</mo>";
    };
  }

  private static boolean isFence(char c) {
    return "()[]|".indexOf(c) >= 0;
  }

  private String name() {
    int start = ++at;
    while (at < tex.length() && Character.isLetter(tex.charAt(at))) {
      at++;
    }
    if (at == start && at < tex.length()) {
      at++;
    }
    return tex.substring(start, at);
  }

  private String command() {
    String name = name();
    if (MathTables.SYMBOLS.containsKey(name)) {
      return "<mi>" + MathTables.SYMBOLS.get(name) + "</mi>";
    }
    if (MathTables.OPERATORS.containsKey(name)) {
      return "<mo stretchy=\"false\">"
          + MimeBundle.escape(MathTables.OPERATORS.get(name))
          + "</mo>";
    }
    if (MathTables.BIG.containsKey(name)) {
      return "<mo movablelimits=\"" + !block + "\">" + MathTables.BIG.get(name) + "</mo>";
    }
    if (MathTables.NAMES.contains(name)) {
      String limits = MathTables.LIMITS.contains(name) ? " movablelimits=\"" + !block + "\"" : "";
      return "<mo lspace=\"0.17em\" rspace=\"0.17em\"" + limits + ">" + name + "</mo>";
    }
    if (MathTables.ACCENTS.containsKey(name)) {
      return "<mover accent=\"true\">"
          + argument()
          + "<mo>"
          + MathTables.ACCENTS.get(name)
          + "</mo></mover>";
    }
    if (MathTables.FONTS.containsKey(name)) {
      Matcher word = name.equals("mathrm") ? WORD.matcher(tex).region(at, tex.length()) : null;
      if (word != null && word.lookingAt()) {
        at = word.end();
        // A name of several letters stands upright by itself.
        return "<mi>" + word.group(1) + "</mi>";
      }
      return "<mrow style=\"" + style(MathTables.FONTS.get(name)) + "\">" + argument() + "</mrow>";
    }
    if (MathTables.SPACES.containsKey(name)) {
      return "<mspace width=\"" + MathTables.SPACES.get(name) + "\"/>";
    }
    return switch (name) {
      case "frac", "dfrac", "tfrac" -> "<mfrac>" + argument() + argument() + "</mfrac>";
      case "binom" ->
          "<mrow><mo>(</mo><mfrac linethickness=\"0\">"
              + argument()
              + argument()
              + "</mfrac><mo>)</mo></mrow>";
      case "sqrt" -> root();
      case "text", "mathit", "textbf", "textit" ->
          "<mtext>" + MimeBundle.escape(text()) + "</mtext>";
      case "operatorname" ->
          "<mo lspace=\"0.17em\" rspace=\"0.17em\">" + MimeBundle.escape(text()) + "</mo>";
      case "left" -> fenced();
      case "big", "Big", "bigg", "displaystyle", "limits", "nolimits", "middle" -> null;
      case "underbrace" -> "<munder>" + argument() + "<mo>⏟</mo></munder>";
      case "overbrace" -> "<mover>" + argument() + "<mo>⏞</mo></mover>";
      case "begin" -> environment();
      case "\\" -> "<mspace linebreak=\"newline\"/>";
      default -> "<mtext>" + MimeBundle.escape(name) + "</mtext>";
    };
  }

  private static String style(String font) {
    return switch (font) {
      case "bold" -> "font-weight:bold;font-style:normal";
      case "bold-italic" -> "font-weight:bold";
      case "script" -> "font-family:cursive";
      case "double-struck" -> "font-weight:bold";
      case "sans-serif" -> "font-family:sans-serif";
      default -> "font-style:normal";
    };
  }

  private String root() {
    skipSpace();
    if (at < tex.length() && tex.charAt(at) == '[') {
      at++;
      String degree = row("]");
      at++;
      return "<mroot>" + argument() + "<mrow>" + degree + "</mrow></mroot>";
    }
    return "<msqrt>" + argument() + "</msqrt>";
  }

  private String fenced() {
    String open = fence();
    String inner = row("\\right");
    at += "\\right".length();
    String close = at <= tex.length() ? fence() : "";
    return "<mrow>" + open + inner + close + "</mrow>";
  }

  private String fence() {
    skipSpace();
    if (at >= tex.length()) {
      return "";
    }
    if (tex.charAt(at) == '\\') {
      return "<mo stretchy=\"true\">"
          + MimeBundle.escape(MathTables.OPERATORS.getOrDefault(name(), "|"))
          + "</mo>";
    }
    char c = tex.charAt(at++);
    return c == '.' ? "" : "<mo stretchy=\"true\">" + MimeBundle.escape("" + c) + "</mo>";
  }

  private String environment() {
    String name = text();
    if (name.equals("array")) {
      text();
    }
    var rows = new StringBuilder();
    while (at < tex.length() && !tex.startsWith("\\end", at)) {
      rows.append("<mtr>");
      boolean more = true;
      while (more) {
        rows.append("<mtd>").append(row("cell")).append("</mtd>");
        more = at < tex.length() && tex.charAt(at) == '&';
        at += more ? 1 : 0;
      }
      rows.append("</mtr>");
      if (tex.startsWith("\\\\", at)) {
        at += 2;
        skipSpace();
      }
    }
    at = Math.min(tex.length(), at + "\\end".length());
    text();
    String table = "<mtable>" + rows + "</mtable>";
    return switch (name) {
      case "pmatrix" -> "<mrow><mo>(</mo>" + table + "<mo>)</mo></mrow>";
      case "bmatrix" -> "<mrow><mo>[</mo>" + table + "<mo>]</mo></mrow>";
      case "vmatrix" -> "<mrow><mo>|</mo>" + table + "<mo>|</mo></mrow>";
      case "cases" ->
          "<mrow><mo>{</mo>"
              + table.replace("<mtd>", "<mtd style=\"text-align:left\">")
              + "</mrow>";
      default -> table;
    };
  }
}
