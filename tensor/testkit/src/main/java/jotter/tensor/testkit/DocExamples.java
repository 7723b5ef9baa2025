package jotter.tensor.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/// The Java examples of documentation, `///` comments and Markdown pages alike, run as a notebook
/// runs them.
///
/// A comment behind a statement that shows a value, as in `x.sum(); // tensor(15)` or `x.shape();
/// // 2, 3`, is checked. What an example takes for granted is given as a prelude.
public final class DocExamples implements AutoCloseable {
  /// One block of code.
  ///
  /// @param file the file's name
  /// @param line where the block begins
  public record Example(String file, int line, String code) {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  private static final String IMPORTS =
      """
      import module java.base;
      import jotter.tensor.*;
      import jotter.tensor.autograd.*;
      import jotter.tensor.diagnostics.*;
      import jotter.tensor.display.*;
      import jotter.tensor.formula.Formula;
      import jotter.tensor.formula.Update;
      import jotter.tensor.graph.*;
      import jotter.tensor.io.*;
      import jotter.tensor.op.*;
      """;

  private static final Pattern SHOWN = Pattern.compile("(?s)(.*;)\\s*//\\s*(.+)");

  private final JShell shell = JShell.builder().executionEngine("local").build();

  /// A shell for examples, which knows Jotter's names and what `imports` adds.
  public DocExamples(String imports) {
    shell.addToClasspath(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    evaluate("imports", IMPORTS + imports);
  }

  /// The examples in the files below `root`, which may be a file itself.
  public static List<Example> below(Path root) throws IOException {
    List<Example> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path f : files.filter(p -> p.toString().matches(".*\\.(java|md)")).sorted().toList())
        collect(f, found);
    }
    return found;
  }

  private static void collect(Path file, List<Example> found) throws IOException {
    boolean page = file.toString().endsWith(".md");
    StringBuilder block = null;
    int start = 0;
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String l = page ? lines.get(i) : lines.get(i).replaceFirst("^\\s*/// ?", "");
      if (!page && l.equals(lines.get(i))) continue;
      if (block == null) {
        if (!l.startsWith("```java")) continue;
        block = new StringBuilder();
        start = i + 1;
      } else if (l.startsWith("```")) {
        found.add(new Example(file.getFileName().toString(), start, block.toString()));
        block = null;
      } else block.append(l).append('\n');
    }
  }

  /// Runs `example` behind `prelude`; what ran before is still known. Throws with the statement
  /// that does not compile, throws, or shows another value than it says.
  public void run(String prelude, Example example) {
    evaluate("what " + example + " takes for granted", prelude);
    evaluate(example.toString(), example.code());
  }

  @Override
  public void close() {
    shell.close();
  }

  private void evaluate(String where, String code) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String rest = code;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo info = analysis.analyzeCompletion(rest);
      String source = info.source();
      if (source == null || source.isBlank()) {
        if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) return;
        throw new AssertionError(where + ": this is not complete:\n" + rest);
      }
      rest = info.remaining();
      String shown = null;
      Matcher m = Pattern.compile("\\A[ \\t]*//[ \\t]*(.*)").matcher(rest);
      Matcher inside = SHOWN.matcher(source);
      if (m.find()) shown = m.group(1);
      else if (inside.matches() && !inside.group(2).contains("\n")) shown = inside.group(2);
      for (SnippetEvent event : shell.eval(source)) check(where, source, shown, event);
    }
  }

  private void check(String where, String source, String shown, SnippetEvent e) {
    if (e.causeSnippet() != null) return;
    if (e.status() != Snippet.Status.VALID) {
      StringBuilder why = new StringBuilder();
      shell.diagnostics(e.snippet()).forEach(d -> why.append('\n').append(d.getMessage(null)));
      throw new AssertionError(where + ": " + source.strip() + why);
    }
    if (e.exception() != null) {
      String name =
          e.exception() instanceof EvalException x ? x.getExceptionClassName() + ": " : "";
      throw new AssertionError(
          where + ": " + source.strip() + "\n" + name + e.exception().getMessage(), e.exception());
    }
    if (shown == null || e.value() == null) return;
    if (shown.startsWith("tensor(")) same(where, source, shown, e.value());
    else if (shown.matches("\\[?-?[\\d.]+(, -?[\\d.]+)*]?"))
      same(where, source, shown.replaceAll("[\\[\\]]", ""), plain(e.value()));
  }

  /// `long[2] { 3, 4 }` as `3, 4`.
  private static String plain(String value) {
    return value.replaceFirst("^\\w+\\[\\d+] \\{ (.*) }$", "$1").replaceAll("[\\[\\]]", "");
  }

  private static void same(String where, String source, String shown, String value) {
    if (!value.replaceAll("\\s+", " ").equals(shown.strip()))
      throw new AssertionError(
          where + ": " + source.strip() + "\nshows " + value + ", not " + shown);
  }
}
