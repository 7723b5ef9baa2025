package jotter.tensor.display;

import java.util.ArrayList;
import java.util.List;

/// Boxes and arrows: the graph of an expression, or of a model.
///
/// Arrows show where data flow; a diagram is drawn from top to bottom and has no cycles.
///
/// ```java
/// var d = new Diagram.Builder();
/// int x = d.box(Diagram.Kind.INPUT, "x", "2 × 3");
/// int y = d.box(Diagram.Kind.OPERATION, "exp");
/// d.arrow(x, y, "2 × 3");
/// d.build()
/// ```
///
/// @param note what the reader must know, such as that not all is shown; or empty
public record Diagram(List<Box> boxes, List<Arrow> arrows, String note) {
  /// What a box stands for; each kind has its colour.
  public enum Kind {
    INPUT,
    PARAMETER,
    OPERATION,
    LAYER,
    OUTPUT
  }

  /// One box.
  ///
  /// @param lines what stands in it, the name first
  public record Box(Kind kind, List<String> lines) {
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /// An arrow between the boxes of these numbers.
  public record Arrow(int from, int to, String label) {}

  public Diagram {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
  }

  /// Gathers boxes and arrows.
  public static final class Builder {
    private final List<Box> boxes = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private String note = "";

    /// Adds a box and returns its number.
    public int box(Kind kind, String... lines) {
      boxes.add(new Box(kind, List.of(lines)));
      return boxes.size() - 1;
    }

    public Builder arrow(int from, int to, String label) {
      arrows.add(new Arrow(from, to, label));
      return this;
    }

    public Builder note(String text) {
      note = text;
      return this;
    }

    public int size() {
      return boxes.size();
    }

    public Diagram build() {
      return new Diagram(boxes, arrows, note);
    }
  }

  /// A line for each box: what it is, and where its data come from.
  @Override
  public String toString() {
    var out = new StringBuilder();
    for (int i = 0; i < boxes.size(); i++) {
      int me = i;
      out.append(String.join(" ", boxes.get(i).lines()));
      List<String> from =
          arrows.stream()
              .filter(a -> a.to() == me)
              .map(a -> boxes.get(a.from()).lines().getFirst())
              .toList();
      out.append(from.isEmpty() ? "\n" : " <- " + String.join(", ", from) + "\n");
    }
    return out.append(note).toString().stripTrailing();
  }
}
