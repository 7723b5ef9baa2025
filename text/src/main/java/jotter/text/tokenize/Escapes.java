package jotter.text.tokenize;

/// Tokens on lines of their own: line ends and backslashes are written as escapes.
final class Escapes {
  private Escapes() {}

  static String out(String token) {
    return token.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  static String in(String line) {
    StringBuilder s = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != '\\' || i + 1 == line.length()) {
        s.append(c);
        continue;
      }
      char d = line.charAt(++i);
      s.append(
          switch (d) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> d;
          });
    }
    return s.toString();
  }
}
