package jotter.kernel.eval;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jotter.kernel.magic.Magic;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// What the editor asks while the user types.
public final class Assist {
  private static final int PREVIEW = 400;
  private static final Pattern TYPE_BEFORE = Pattern.compile("(?:\\w+\\.)*[A-Z]\\w*$");

  private final Engine engine;
  private final SourceDocs docs = new SourceDocs();

  Assist(Engine engine) {
    this.engine = engine;
  }

  /// What may stand between two positions of the code.
  ///
  /// @param types what each match is: `method`, `class`, `variable`, `magic`, ...
  /// @param signatures how each match is called, or an empty text
  public record Completion(
      List<String> matches, List<String> types, List<String> signatures, int start, int end) {}

  /// Whether the code could be run, and if not, how the next line is to be indented.
  public record Complete(String status, String indent) {}

  private SourceCodeAnalysis analysis() {
    return engine.shell().sourceCodeAnalysis();
  }

  /// Whether a statement could begin after this code.
  boolean canEnd(String code) {
    String rest = code;
    while (!rest.isBlank()) {
      var info = analysis().analyzeCompletion(rest);
      switch (info.completeness()) {
        case EMPTY -> {
          return true;
        }
        // `a` before `%b` could go on; but who writes a remainder so?
        case COMPLETE, COMPLETE_WITH_SEMI, UNKNOWN -> rest = info.remaining();
        case CONSIDERED_INCOMPLETE, DEFINITELY_INCOMPLETE -> {
          return false;
        }
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  /// Names that fit at the cursor; magics after a `%` at the start of a line.
  public Completion complete(String code, int cursor) {
    engine.names().importNow();
    int at = Math.clamp(cursor, 0, code.length());
    int lineStart = code.lastIndexOf('\n', at - 1) + 1;
    String line = code.substring(lineStart, at).stripLeading();
    if (line.matches("%%?[\\w-]*")) {
      String typed = line.replaceFirst("%%?", "");
      boolean cell = line.startsWith("%%");
      List<String> names =
          engine.magics().stream()
              .filter(m -> cell ? m.takesCell() : m.takesLine())
              .map(Magic::name)
              .filter(n -> n.startsWith(typed))
              .toList();
      return new Completion(
          names,
          names.stream().map(_ -> "magic").toList(),
          names.stream().map(n -> usage(n)).toList(),
          at - typed.length(),
          at);
    }
    int[] anchor = {at};
    List<Suggestion> found = analysis().completionSuggestions(code, at, anchor);
    List<String> matches =
        found.stream()
            .sorted((a, b) -> Boolean.compare(b.matchesType(), a.matchesType()))
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    int from = matches.isEmpty() ? at : anchor[0];
    List<String> signatures = matches.stream().map(m -> signature(code, from, m)).toList();
    var types = new ArrayList<String>();
    for (int i = 0; i < matches.size(); i++) {
      types.add(type(matches.get(i), signatures.get(i)));
    }
    return new Completion(matches, types, signatures, from, at);
  }

  private String usage(String magic) {
    return engine.magics().stream()
        .filter(m -> m.name().equals(magic))
        .map(Magic::usage)
        .findFirst()
        .orElse("");
  }

  /// How variables and methods of the notebook are declared; of other names JShell would have to be
  /// asked one by one, which takes longer than anybody waits for a list.
  private String signature(String code, int from, String match) {
    boolean member = from > 0 && code.charAt(from - 1) == '.';
    String name = match.replaceFirst("\\(\\)?$", "");
    if (member) {
      return "";
    }
    return engine
        .shell()
        .variables()
        .filter(v -> v.name().equals(name))
        .map(v -> v.typeName())
        .findFirst()
        .or(
            () ->
                engine
                    .shell()
                    .methods()
                    .filter(m -> m.name().equals(name))
                    .map(m -> m.signature())
                    .findFirst())
        .orElse("");
  }

  private static String type(String match, String signature) {
    if (match.endsWith("(") || match.endsWith("()")) {
      return "function";
    }
    if (!signature.isEmpty()) {
      return "instance";
    }
    if (match.endsWith(".")) {
      return "module";
    }
    if (SourceVersion.isKeyword(match.strip())) {
      return "keyword";
    }
    return Character.isUpperCase(match.charAt(0))
        ? match.equals(match.toUpperCase(Locale.ROOT)) && match.length() > 1 ? "field" : "class"
        : "property";
  }

  /// What the name at the cursor is.
  public Optional<MimeBundle> inspect(String code, int cursor) {
    engine.names().importNow();
    int end = Math.clamp(cursor, 0, code.length());
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    int start = end;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    String name = code.substring(start, end);
    boolean member = start > 0 && code.charAt(start - 1) == '.';
    if (start > 0 && code.charAt(start - 1) == '%') {
      return engine.magics().stream()
          .filter(m -> m.name().equals(name))
          .map(m -> MimeBundle.of(m.usage() + "\n\n" + m.summary()))
          .findFirst();
    }
    Optional<MimeBundle> variable =
        engine
            .shell()
            .variables()
            .filter(v -> v.name().equals(name))
            .findFirst()
            .filter(v -> !member)
            .map(v -> variable(v.typeName(), name, engine.variable(name)));
    if (variable.isPresent()) {
      return variable;
    }
    int at = end < code.length() && code.charAt(end) == '(' ? end + 1 : end;
    List<Documentation> found = analysis().documentation(code, at, true);
    if (found.isEmpty() && at == end && end > start) {
      // A method whose parentheses are not yet written.
      found = analysis().documentation(code.substring(0, end) + "(", end + 1, true);
    }
    if (found.isEmpty() && member) {
      // `Tensor.matmul`: a method of objects, named as in a text on it.
      Matcher type = TYPE_BEFORE.matcher(code.substring(0, start - 1));
      if (type.find()) {
        String object = "((" + type.group() + ") null)." + name + "(";
        found = analysis().documentation(object, object.length(), true);
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(documented(found));
  }

  /// Declarations with their documentation, those with the fewest parameters first.
  private MimeBundle documented(List<Documentation> found) {
    List<Path> classPath = engine.classPath();
    List<SourceDocs.Found> all =
        found.stream()
            .map(
                d ->
                    docs.find(d.signature(), classPath)
                        .orElseGet(
                            () ->
                                new SourceDocs.Found(
                                    Declared.brief(d.signature()),
                                    d.javadoc() == null ? "" : plain(d.javadoc()))))
            .distinct()
            .sorted(
                Comparator.comparingLong(
                    f -> f.declaration().chars().filter(c -> c == ',').count()))
            .toList();
    var plain = new ArrayList<String>();
    var markdown = new StringBuilder();
    for (SourceDocs.Found f : all) {
      plain.add(f.declaration() + (f.text().isEmpty() ? "" : "\n\n" + f.text()));
    }
    // Overloads of which nothing is said stand together.
    for (int i = 0; i < all.size(); i++) {
      boolean first = i == 0 || !all.get(i - 1).text().isEmpty();
      boolean last = i == all.size() - 1 || !all.get(i).text().isEmpty();
      markdown.append(first ? (i == 0 ? "" : "\n\n---\n\n") + "```java\n" : "\n");
      markdown.append(all.get(i).declaration()).append(last ? "\n```\n\n" + all.get(i).text() : "");
    }
    return MimeBundle.of(String.join("\n\n", plain)).markdown(markdown.toString().strip());
  }

  /// A variable with its value as it shows itself, and what its class is for.
  private MimeBundle variable(String type, String name, Optional<Object> value) {
    MimeBundle plain = MimeBundle.of(type + " " + name + " = " + preview(value));
    String html = value.map(v -> Renderers.render(v).data().get(MimeBundle.HTML)).orElse("") + "";
    return html.isEmpty() || html.equals("null")
        ? plain
        : plain.html("<div><code>" + MimeBundle.escape(type + " " + name) + "</code></div>" + html);
  }

  private static String preview(Optional<Object> value) {
    String text = value.map(v -> Renderers.render(v).plain()).orElse("null");
    return text.length() > PREVIEW ? text.substring(0, PREVIEW) + "..." : text;
  }

  /// Javadoc as text: tags out, references by name.
  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("(?s)<pre>\\s*", "\n")
        .replaceAll("</?(p|pre|ul|ol|dl|div|tr|table)[^>]*>", "\n")
        .replaceAll("<li[^>]*>", "\n  - ")
        .replaceAll("<[^>]+>", "")
        .replaceAll("\\{@(?:code|link|linkplain|literal|value)\\s+([^}]*)}", "$1")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replaceAll("\n[ \t]+", "\n ")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  /// Whether Enter should run the code.
  public Complete isComplete(String code) {
    if (code.stripLeading().startsWith("%%")) {
      return new Complete(code.endsWith("\n") ? "complete" : "incomplete", "");
    }
    String java = code.replaceAll("(?m)^[ \\t]*%\\w.*$", "");
    String rest = java;
    while (!rest.isBlank()) {
      var info = analysis().analyzeCompletion(rest);
      Completeness c = info.completeness();
      switch (c) {
        case EMPTY -> {
          return new Complete("complete", "");
        }
        case COMPLETE, COMPLETE_WITH_SEMI -> rest = info.remaining();
        case UNKNOWN -> {
          return new Complete("invalid", "");
        }
        case CONSIDERED_INCOMPLETE, DEFINITELY_INCOMPLETE -> {
          return new Complete("incomplete", indent(java));
        }
        default -> throw new IllegalStateException(c.name());
      }
    }
    return new Complete("complete", "");
  }

  private static String indent(String code) {
    long depth =
        code.chars().filter(c -> c == '{' || c == '(').count()
            - code.chars().filter(c -> c == '}' || c == ')').count();
    return "  ".repeat(Math.clamp(depth, 0, 20));
  }
}
