package jotter.kernel.eval;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/// Declarations as a reader wants them: names of parameters, types without their packages, no
/// annotations, and of the modifiers `static` and `abstract` alone.
final class Declared {
  private static final String INDENT = "    ";
  private static final int LINE = 76;

  private Declared() {}

  static String of(ClassTree type) {
    String kind =
        switch (type.getKind()) {
          case INTERFACE -> "interface";
          case RECORD -> "record";
          case ENUM -> "enum";
          case ANNOTATION_TYPE -> "@interface";
          default -> "class";
        };
    String name = kind + " " + type.getSimpleName() + typeParameters(type.getTypeParameters());
    if (type.getKind() == Tree.Kind.RECORD) {
      name += parameters(components(type), name.length());
    }
    String above = type.getExtendsClause() == null ? "" : " extends " + type.getExtendsClause();
    String also = list(type.getImplementsClause());
    return brief(
        name
            + above
            + (also.isEmpty()
                ? ""
                : (kind.equals("interface") ? " extends " : " implements ") + also));
  }

  /// @param owner the name of the class, which is that of its constructors
  static String of(MethodTree method, String owner) {
    boolean made = method.getReturnType() == null;
    boolean shared = method.getModifiers().getFlags().contains(Modifier.STATIC);
    String head =
        (shared ? "static " : "")
            + (method.getTypeParameters().isEmpty()
                ? ""
                : typeParameters(method.getTypeParameters()) + " ")
            + (made ? owner : method.getReturnType() + " " + method.getName());
    String failures = list(method.getThrows());
    return brief(
        head
            + parameters(method.getParameters(), head.length())
            + (failures.isEmpty() ? "" : " throws " + failures));
  }

  static String of(VariableTree field) {
    String type = field.getType() == null ? "" : field.getType() + " ";
    boolean shared = field.getModifiers().getFlags().contains(Modifier.STATIC);
    return brief((shared ? "static " : "") + type + field.getName());
  }

  /// A signature without the packages of its types: `Tensor MatrixMethods.matmul(Tensor)`.
  static String brief(String signature) {
    return signature.replaceAll("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])", "");
  }

  private static List<? extends VariableTree> components(ClassTree type) {
    return type.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(f -> !f.getModifiers().getFlags().contains(Modifier.STATIC))
        .toList();
  }

  private static String typeParameters(List<? extends Tree> all) {
    return all.isEmpty() ? "" : "<" + list(all) + ">";
  }

  private static String list(List<? extends Tree> all) {
    return all.stream().map(Tree::toString).collect(Collectors.joining(", "));
  }

  /// In one line where they fit into one.
  private static String parameters(List<? extends VariableTree> all, int before) {
    List<String> each = all.stream().map(Declared::parameter).toList();
    String line = String.join(", ", each);
    return before + line.length() <= LINE
        ? "(" + line + ")"
        : "(\n" + INDENT + String.join(",\n" + INDENT, each) + ")";
  }

  /// `long... shape`: the tree writes a last parameter of any number as `...` only where it is
  /// written so itself.
  private static String parameter(VariableTree one) {
    String written = one.toString().replaceFirst("^(?:@\\w+(?:\\([^)]*\\))?\\s*|final\\s+)+", "");
    return written.replaceFirst("^/\\*[^*]*\\*/\\s*", "").replaceAll("\\s+", " ").strip();
  }
}
