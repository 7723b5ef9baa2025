package jotter.kernel.ext;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jotter.kernel.magic.Magic;
import jotter.tensor.display.Renderers;

/// What both foreign kernels are given: which types we draw, and how.
final class Bridge {
  /// Types whose own `toString` those kernels would show, and that we draw better.
  private static final List<String> TYPES =
      List.of(
          "jotter.tensor.Tensor",
          "jotter.tensor.display.MimeBundle",
          "jotter.tensor.diagnostics.Report",
          "java.awt.image.BufferedImage",
          "java.awt.Color",
          "java.util.Collection",
          "java.util.Map",
          "org.knowm.xchart.internal.chartpart.Chart",
          "tech.tablesaw.api.Table");

  private Bridge() {}

  /// Hands over each type that is there, with the function that draws it.
  static void types(Registrar registrar) {
    for (String name : TYPES) {
      try {
        registrar.register(Class.forName(name), value -> Renderers.render(value).data());
      } catch (ClassNotFoundException | LinkageError absent) {
        // Its library is not on the class path.
        continue;
      }
    }
  }

  /// Takes a type and what draws its values.
  interface Registrar {
    void register(Class<?> type, Function<Object, Map<String, Object>> draw);
  }

  /// The magics that need nothing of our own engine.
  static List<Magic> magics() {
    return List.of(new jotter.kernel.magic.JotterMagic(), new jotter.kernel.magic.SeedMagic());
  }
}
