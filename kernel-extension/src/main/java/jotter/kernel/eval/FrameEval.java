package jotter.kernel.eval;

import java.lang.classfile.Signature;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jotter.kernel.debug.Frame;

/// Computes an expression among the variables of a frame that stands.
///
/// The expression becomes a method whose parameters are the frame's variables, so it sees them and
/// all that the notebook has. What it gives a parameter is lost with it.
final class FrameEval {
  private static final String NAME = "evaluate$";
  private static final String SELF = "this$";

  private final JShell shell;
  private final Control control;

  FrameEval(JShell shell, Control control) {
    this.shell = shell;
    this.control = control;
  }

  /// @return the value, or null for a statement without one
  /// @throws IllegalArgumentException if it does not compile
  Object value(Frame frame, String expression) throws Exception {
    String meant =
        expression.strip().replaceFirst(";$", "").replaceAll("\\bthis\\b(?!\\$)", "this\\$");
    var parameters = new ArrayList<String>();
    var arguments = new ArrayList<Object>();
    for (Map.Entry<String, Object> v : frame.variables().entrySet()) {
      String name = v.getKey().equals("this") ? SELF : v.getKey();
      if (Pattern.compile("(?<![\\w$.])" + Pattern.quote(name) + "(?![\\w$])")
          .matcher(meant)
          .find()) {
        parameters.add(type(frame, v.getKey()) + " " + name);
        arguments.add(v.getValue());
      }
    }
    String head = "Object " + NAME + "(" + String.join(", ", parameters) + ") throws Throwable ";
    Snippet method = method(head + "{ return " + meant + "; }");
    if (shell.status(method) != Snippet.Status.VALID) {
      String why = why(method);
      shell.drop(method);
      method = method(head + "{ " + meant + "; return null; }");
      if (shell.status(method) != Snippet.Status.VALID) {
        shell.drop(method);
        throw new IllegalArgumentException(why);
      }
    }
    try {
      return call(method, arguments);
    } finally {
      shell.drop(method);
    }
  }

  private Snippet method(String source) {
    SnippetEvent made = shell.eval(source).getFirst();
    if (!(made.snippet() instanceof MethodSnippet)) {
      throw new IllegalArgumentException(why(made.snippet()));
    }
    return made.snippet();
  }

  private String why(Snippet refused) {
    String said =
        shell
            .diagnostics(refused)
            .map(d -> d.getMessage(Locale.ROOT).strip().replaceFirst("(?s)\\n\\s*location:.*", ""))
            .collect(Collectors.joining("; "));
    String missing =
        shell
            .unresolvedDependencies(refused instanceof MethodSnippet m ? m : null)
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? missing + " is not known here" : said;
  }

  private Object call(Snippet method, List<Object> arguments) throws Exception {
    String type = shell.sourceCodeAnalysis().wrapper(method).fullClassName();
    Method compiled =
        Arrays.stream(control.classes().loadClass(type).getDeclaredMethods())
            .filter(m -> m.getName().equals(NAME))
            .findFirst()
            .orElseThrow();
    compiled.setAccessible(true);
    try {
      return compiled.invoke(null, arguments.toArray());
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception e) {
        throw e;
      }
      throw thrown;
    }
  }

  /// A variable's type as it can be written in a cell.
  static String type(Frame frame, String variable) {
    return frame.signature(variable).map(s -> written(Signature.parseFrom(s))).orElse("Object");
  }

  private static String written(Signature type) {
    return switch (type) {
      case Signature.BaseTypeSig base -> primitive(base);
      case Signature.ArrayTypeSig array -> written(array.componentSignature()) + "[]";
      case Signature.TypeVarSig _ -> "Object";
      case Signature.ClassTypeSig named -> {
        String name = named.classDesc().descriptorString();
        name = name.substring(1, name.length() - 1).replace('/', '.');
        name = name.replaceFirst("^REPL\\.\\$JShell\\$\\d+[A-Z]*\\$", "");
        if (name.matches(".*\\$\\d.*")) {
          // A class inside a method has no name out here.
          yield "Object";
        }
        String arguments =
            named.typeArgs().stream().map(FrameEval::argument).collect(Collectors.joining(", "));
        yield name.replace('$', '.') + (arguments.isEmpty() ? "" : "<" + arguments + ">");
      }
    };
  }

  private static String argument(Signature.TypeArg argument) {
    return switch (argument) {
      case Signature.TypeArg.Unbounded _ -> "?";
      case Signature.TypeArg.Bounded b ->
          switch (b.wildcardIndicator()) {
            case NONE -> written(b.boundType());
            case EXTENDS -> "? extends " + written(b.boundType());
            case SUPER -> "? super " + written(b.boundType());
          };
    };
  }

  private static String primitive(Signature.BaseTypeSig base) {
    return switch (base.baseType()) {
      case 'Z' -> "boolean";
      case 'B' -> "byte";
      case 'C' -> "char";
      case 'S' -> "short";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'F' -> "float";
      case 'D' -> "double";
      default -> "Object";
    };
  }
}
