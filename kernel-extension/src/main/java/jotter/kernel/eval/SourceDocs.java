package jotter.kernel.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The documentation of classes and methods, read from their sources.
///
/// Jotter's own jars carry their sources below `META-INF/sources`; of other libraries they are read
/// from `NAME-sources.jar` beside `NAME.jar`, where Maven puts them. What JShell says of a name
/// (`Tensor MatrixMethods.matmul(Tensor other)`) tells the class and the method.
final class SourceDocs {
  private static final String OWN = "META-INF/sources/";
  private static final Pattern MEMBER =
      Pattern.compile("([\\w.$]+)(?:<[^()]*>)?\\.(?:<[^>]*>)?(\\w+)\\((.*)\\)");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) ([\\w.$]+)");
  private static final Pattern FIELD = Pattern.compile("([\\w.$]+)\\.(\\w+)\\b");
  private static final Pattern LINK =
      Pattern.compile("\\{@(?:link|linkplain|code|literal|value)\\s+#?([^}]*)}");

  private record Place(Path jar, String entry) {}

  /// What a source file says of a name.
  ///
  /// @param declaration as it stands there, `Tensor matmul(Tensor other)`, without modifiers
  /// @param text the Markdown above it, which may be empty
  record Found(String declaration, String text) {}

  private final Map<Path, Boolean> read = new LinkedHashMap<>();
  private final Map<String, List<Place>> bySimpleName = new HashMap<>();
  private final Map<Place, Map<String, Found>> parsed = new HashMap<>();

  /// What the sources say of what a signature of JShell's names.
  ///
  /// @param classPath where the classes come from
  synchronized Optional<Found> find(String signature, List<Path> classPath) {
    classPath.forEach(this::index);
    Matcher member = MEMBER.matcher(signature);
    if (member.find()) {
      String type = simple(member.group(1));
      String wanted = key(member.group(2), parameters(member.group(3)));
      return docs(type, wanted)
          .or(
              () ->
                  member.group(2).equals(type)
                      ? docs(type, key("<init>", parameters(member.group(3))))
                      : Optional.empty());
    }
    Matcher constructor = Pattern.compile("^([\\w.$]+)(?:<[^(]*>)?\\((.*)\\)").matcher(signature);
    if (constructor.find()) {
      String type = simple(constructor.group(1));
      return docs(type, key("<init>", parameters(constructor.group(2)))).or(() -> docs(type, ""));
    }
    Matcher type = TYPE.matcher(signature);
    if (type.find()) {
      return docs(simple(type.group(1)), "");
    }
    Matcher plain = Pattern.compile("^([\\w.$]+)(?:<.*>)?$").matcher(signature);
    if (plain.find()) {
      Optional<Found> found = docs(simple(plain.group(1)), "");
      if (found.isPresent()) {
        return found;
      }
    }
    Matcher field = FIELD.matcher(signature);
    return field.find() ? docs(simple(field.group(1)), field.group(2)) : Optional.empty();
  }

  private Optional<Found> docs(String type, String member) {
    for (Place place : bySimpleName.getOrDefault(type, List.of())) {
      Found found = parsed.computeIfAbsent(place, SourceDocs::parse).get(member);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static String simple(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
  }

  /// The simple types of a list of parameters.
  private static String[] parameters(String list) {
    var types = new ArrayList<String>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String one = list.substring(from, i).strip();
        if (!one.isEmpty()) {
          types.add(type(one.replaceFirst("\\s+\\w+$", "")));
        }
        from = i + 1;
      }
    }
    return types.toArray(String[]::new);
  }

  private static String type(String written) {
    String bare = written.replaceAll("<.*>", "").replaceAll("@\\w+\\s*", "").strip();
    return simple(bare.replace("...", "[]"));
  }

  private static String key(String name, String[] types) {
    return name + Arrays.toString(types);
  }

  // --- where the sources are ---

  private void index(Path jar) {
    if (read.putIfAbsent(jar, true) != null) {
      return;
    }
    if (Files.isDirectory(jar.resolve(OWN))) {
      folder(jar);
    }
    if (!Files.isRegularFile(jar)) {
      return;
    }
    index(jar, OWN);
    String name = jar.getFileName().toString();
    Path beside = jar.resolveSibling(name.replaceFirst("\\.jar$", "-sources.jar"));
    if (!beside.equals(jar) && Files.isRegularFile(beside)) {
      index(beside, "");
    }
  }

  /// Classes that are not yet in a jar have their sources where the jar will have them.
  private void folder(Path classes) {
    try (Stream<Path> files = Files.walk(classes.resolve(OWN))) {
      files
          .map(f -> classes.relativize(f).toString().replace(File.separatorChar, '/'))
          .filter(f -> f.endsWith(".java"))
          .forEach(f -> add(classes, f));
    } catch (IOException | UncheckedIOException unreadable) {
      read.put(classes, false);
    }
  }

  private void add(Path jar, String entry) {
    String type = entry.substring(entry.lastIndexOf('/') + 1, entry.length() - ".java".length());
    bySimpleName.computeIfAbsent(type, _ -> new ArrayList<>()).add(new Place(jar, entry));
  }

  private static byte[] bytes(Place place) throws IOException {
    if (Files.isDirectory(place.jar())) {
      return Files.readAllBytes(place.jar().resolve(place.entry()));
    }
    try (var zip = new ZipFile(place.jar().toFile())) {
      return zip.getInputStream(zip.getEntry(place.entry())).readAllBytes();
    }
  }

  private void index(Path jar, String below) {
    try (var zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        String entry = entries.nextElement().getName();
        if (entry.endsWith(".java") && entry.startsWith(below)) {
          add(jar, entry);
        }
      }
    } catch (IOException unreadable) {
      // A jar that cannot be read documents nothing.
      read.put(jar, false);
    }
  }

  /// The documentation in a source file: by member, and of the class itself by the empty name.
  private static Map<String, Found> parse(Place place) {
    var docs = new HashMap<String, Found>();
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    if (javac == null) {
      return docs;
    }
    try {
      String source = new String(bytes(place), StandardCharsets.UTF_8);
      var file =
          new SimpleJavaFileObject(
              URI.create("string:///" + place.entry().replace(File.separatorChar, '/')),
              javax.tools.JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
              return source;
            }
          };
      var task =
          (JavacTask)
              javac.getTask(null, null, _ -> {}, List.of("-proc:none"), null, List.of(file));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitClass(ClassTree node, Void unused) {
            boolean top = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
            put(top ? "" : node.getSimpleName().toString(), Declared.of(node));
            return super.visitClass(node, unused);
          }

          @Override
          public Void visitMethod(MethodTree node, Void unused) {
            String[] types =
                node.getParameters().stream()
                    .map(p -> type(p.getType().toString()))
                    .toArray(String[]::new);
            put(key(node.getName().toString(), types), Declared.of(node, owner()));
            return null;
          }

          @Override
          public Void visitVariable(VariableTree node, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof Tree t
                && t instanceof ClassTree) {
              put(node.getName().toString(), Declared.of(node));
            }
            return null;
          }

          private String owner() {
            return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                ? type.getSimpleName().toString()
                : "";
          }

          private void put(String name, String declaration) {
            String text = trees.getDocComment(getCurrentPath());
            docs.putIfAbsent(name, new Found(declaration, text == null ? "" : markdown(text)));
          }
        }.scan(unit, null);
      }
    } catch (IOException | RuntimeException unreadable) {
      return docs;
    }
    return docs;
  }

  /// A comment as Markdown that stands alone: links as code, block tags as lines.
  static String markdown(String comment) {
    String text = LINK.matcher(comment.stripIndent()).replaceAll("`$1`");
    // `(*, in)` is a shape, and no emphasis.
    text = text.replace("(*,", "(\\*,").replace(", *,", ", \\*,").replace(", *)", ", \\*)");
    return text.replaceAll("(?m)^\\s*@param\\s+(\\S+)\\s*", "\n- **$1**: ")
        .replaceAll("(?m)^\\s*@returns?\\s+", "\n- **returns** ")
        .replaceAll("(?m)^\\s*@throws\\s+(\\S+)\\s*", "\n- **throws** `$1` ")
        .replaceAll("</?(p|pre|ul|ol)>", "\n")
        .replaceAll("<li>", "\n- ")
        .replaceAll("</?\\w+>", "")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }
}
