package jotter.tensor.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// What this machine offers and what Jotter uses of it: sections of labelled lines.
///
/// @param sections in the order in which they are shown
public record Report(List<Section> sections) {

  public Report {
    sections = List.copyOf(sections);
  }

  /// How a line is to be read.
  public enum Level {
    /// A plain fact.
    INFO,
    /// Something that works.
    GOOD,
    /// Something that is missing and that Jotter can do without.
    ABSENT,
    /// Something that ought to be mended; the entry's advice says how.
    WARN
  }

  /// One line of a section.
  ///
  /// @param label what the line is about, a word or two
  /// @param value what was found
  /// @param level how to read it
  /// @param advice what to do about it, or the empty string
  public record Entry(String label, String value, Level level, String advice) {

    /// A plain fact.
    public static Entry info(String label, String value) {
      return new Entry(label, value, Level.INFO, "");
    }

    /// Something that works.
    public static Entry good(String label, String value) {
      return new Entry(label, value, Level.GOOD, "");
    }

    /// Something that is missing and not needed, with what would bring it.
    public static Entry absent(String label, String value, String advice) {
      return new Entry(label, value, Level.ABSENT, advice);
    }

    /// Something to mend, with the mend.
    public static Entry warn(String label, String value, String advice) {
      return new Entry(label, value, Level.WARN, advice);
    }
  }

  /// A titled group of lines.
  ///
  /// @param title one or two words
  /// @param entries the lines
  public record Section(String title, List<Entry> entries) {
    public Section {
      entries = List.copyOf(entries);
    }
  }

  /// A section of the given lines.
  public static Section section(String title, Entry... entries) {
    return new Section(title, List.of(entries));
  }

  /// Asks this package and every [Diagnostic] on the class or module path.
  public static Report collect() {
    List<Diagnostic> all = new ArrayList<>(Machine.diagnostics());
    var found = ServiceLoader.load(Diagnostic.class).iterator();
    List<Section> broken = new ArrayList<>();
    while (true) {
      try {
        if (!found.hasNext()) {
          break;
        }
        all.add(found.next());
      } catch (ServiceConfigurationError e) {
        broken.add(section("Diagnostics", failed(e)));
      }
    }
    all.sort(Comparator.comparingInt(Diagnostic::order));
    List<Section> sections = new ArrayList<>();
    for (Diagnostic diagnostic : all) {
      sections.add(inspect(diagnostic));
    }
    sections.addAll(broken);
    return new Report(sections);
  }

  /// True when no line asks for a mend.
  public boolean healthy() {
    return sections.stream()
        .flatMap(s -> s.entries().stream())
        .noneMatch(e -> e.level() == Level.WARN);
  }

  private static Section inspect(Diagnostic diagnostic) {
    try {
      return diagnostic.inspect();
    } catch (RuntimeException | LinkageError e) {
      return section(diagnostic.getClass().getSimpleName(), failed(e));
    }
  }

  private static Entry failed(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Entry.warn("not read", message, "");
  }

  /// The report as aligned text, without colour: the same in a terminal, a notebook and a bug
  /// report.
  @Override
  public String toString() {
    int width =
        sections.stream()
            .flatMap(s -> s.entries().stream())
            .mapToInt(e -> e.label().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(text.isEmpty() ? "" : "\n").append(section.title()).append('\n');
      for (Entry entry : section.entries()) {
        text.append("  ").append(mark(entry.level())).append(' ');
        text.append(entry.label()).repeat(' ', width - entry.label().length() + 2);
        text.append(entry.value()).append('\n');
        if (!entry.advice().isEmpty()) {
          entry
              .advice()
              .lines()
              .forEach(line -> text.repeat(' ', width + 6).append("-> ").append(line).append('\n'));
        }
      }
    }
    return text.toString();
  }

  private static char mark(Level level) {
    return switch (level) {
      case INFO -> ' ';
      case GOOD -> '+';
      case ABSENT -> '-';
      case WARN -> '!';
    };
  }
}
