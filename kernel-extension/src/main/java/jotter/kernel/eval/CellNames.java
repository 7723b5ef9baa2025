package jotter.kernel.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;

/// What a cell may name without having declared it: the default imports, `$_` and `$e`.
final class CellNames {
  private static final Pattern DECLARES =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+(\\w+)");
  private static final Pattern IMPORTS =
      Pattern.compile("\\Aimport\\s+([\\w.]+)\\.(\\w+)\\s*;?\\s*\\z");
  private static final Pattern LAST = Pattern.compile("(?<![\\w$])\\$_(?![\\w$])");
  private static final Pattern THROWN = Pattern.compile("(?<![\\w$])\\$e(?![\\w$])");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*");

  private final DefaultImports imports = new DefaultImports();
  private boolean imported;
  private final JShell shell;
  private String lastName;

  CellNames(JShell shell) {
    this.shell = shell;
  }

  /// Takes what the jars behind a loader want imported.
  void read(ClassLoader loader) {
    if (imports.read(loader) && imported) {
      importDefaults();
    }
  }

  /// Imports at the first name that is one of the default ones: to look up hundreds of classes
  /// takes the compiler half a second, for which the first `1 + 1` need not wait.
  void importFor(String source) {
    if (!imported && NAME.matcher(source).results().anyMatch(m -> imports.knows(m.group()))) {
      importNow();
    }
  }

  /// Imports the default names if that was not done yet, as for completion.
  void importNow() {
    if (!imported) {
      imported = true;
      importDefaults();
    }
  }

  /// From now on `$_` is the value of this expression.
  void last(String expression) {
    lastName = expression;
  }

  private void importDefaults() {
    List<SnippetEvent> events = shell.eval(imports.source());
    if (events.getFirst().status() != Snippet.Status.REJECTED) {
      return;
    }
    // Some name is not there, as where a jar lists more than it has. Find it and go without.
    var missing = new ArrayList<String>();
    for (String one : imports.imports()) {
      Snippet tried = shell.eval("import " + one + ";").getFirst().snippet();
      if (shell.status(tried) == Snippet.Status.REJECTED) {
        missing.add(one);
      } else {
        shell.drop(tried);
      }
    }
    imports.remove(missing);
    shell.eval(imports.source());
  }

  /// Gives a default import's name to the user if the snippet declares or imports it; returns those
  /// that were in use.
  List<String> clearTheWay(String source) {
    var names = new ArrayList<String>();
    var imported = IMPORTS.matcher(source);
    if (imported.matches()) {
      boolean same = imports.imports().contains(imported.group(1) + "." + imported.group(2));
      if (!same && imports.has(imported.group(2))) {
        names.add(imported.group(2));
      }
    } else if (DECLARES.matcher(source).results().anyMatch(m -> imports.has(m.group(1)))) {
      for (Snippet s : shell.sourceCodeAnalysis().sourceToSnippets(source)) {
        if (s instanceof TypeDeclSnippet type && imports.has(type.name())) {
          names.add(type.name());
        }
      }
    }
    if (!names.isEmpty()) {
      names.forEach(imports::give);
      if (this.imported) {
        importDefaults();
        return names;
      }
    }
    return List.of();
  }

  /// A snippet with `$_` in the place of each `_` that javac has refused, or null if there is none.
  ///
  /// Java keeps `_` for what nobody wants to name; where it stands for a value, the last result is
  /// meant.
  static String withLast(String source, List<Diag> refused) {
    var meant = new StringBuilder(source);
    refused.stream()
        .filter(Diag::isError)
        .map(d -> (int) d.getPosition())
        .distinct()
        .sorted(Comparator.reverseOrder())
        .filter(at -> isAlone(source, at))
        .forEach(at -> meant.insert(at.intValue(), '$'));
    return meant.length() == source.length() ? null : meant.toString();
  }

  /// JShell makes a record of a cell public, and then its compact constructor has to be: the source
  /// with that said, or null if this is not what was refused.
  static String withPublic(String source, List<Diag> refused) {
    var meant = new StringBuilder(source);
    refused.stream()
        .filter(d -> d.getCode().startsWith("compiler.err.invalid.canonical.constructor"))
        .filter(d -> d.getMessage(Locale.ROOT).contains("was public"))
        .map(d -> (int) d.getStartPosition())
        .distinct()
        .sorted(Comparator.reverseOrder())
        .filter(at -> at >= 0 && at < source.length() && !source.startsWith("public", at))
        .forEach(at -> meant.insert(at.intValue(), "public "));
    return meant.length() == source.length() ? null : meant.toString();
  }

  private static boolean isAlone(String source, int at) {
    return at >= 0
        && at < source.length()
        && source.charAt(at) == '_'
        && (at == 0 || !Character.isJavaIdentifierPart(source.charAt(at - 1)))
        && (at + 1 == source.length() || !Character.isJavaIdentifierPart(source.charAt(at + 1)));
  }

  /// Declares `$_` and `$e`, if they are asked for.
  void supplyLast(String source) {
    if (lastName != null && LAST.matcher(source).find()) {
      shell.eval("var $_ = " + lastName + ";");
      lastName = "$_";
    }
    if (JotterDefaults.thrown() != null && THROWN.matcher(source).find()) {
      shell.eval("Throwable $e = " + JotterDefaults.class.getName() + ".thrown();");
    }
  }
}
