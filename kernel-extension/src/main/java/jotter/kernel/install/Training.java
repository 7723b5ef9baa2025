package jotter.kernel.install;

import jotter.kernel.eval.Cell;
import jotter.kernel.eval.Engine;
import jotter.kernel.eval.Silent;

/// Does once what every kernel does at its start, while the JVM takes notes (JEP 483, 514): the
/// kernels after it find their classes loaded and linked.
final class Training {
  private static final String[] CELLS = {
    "1 + 1",
    "int x = 5;\nSystem.out.println(x);\nx * 2",
    "record P(int a) {}\nnew P(3)",
    "int f(int n) { return n; }\nf(3)",
    "1 / 0",
    "int wrong = \"text\";",
    "for (int i = 0; i < 3; i++) System.out.println(i);",
    "List.of(1).stream().map(i -> i + 1).toList()",
    "display(html(\"<b>x</b>\"));",
    "%who"
  };

  private Training() {}

  public static void main(String[] args) {
    var engine = new Engine();
    for (String cell : CELLS) {
      engine.run(cell, new Cell(1, Silent.LISTENER));
    }
    engine.assist().complete("List.o", 6);
    engine.assist().isComplete("for (;;) {");
    Runtime.getRuntime().exit(0);
  }
}
