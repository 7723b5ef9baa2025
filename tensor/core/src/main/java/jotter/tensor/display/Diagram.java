package jotter.tensor.display;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
/// A large diagram is folded by the paths of its boxes: a part of the model becomes one box, and
/// the part's own diagram stands below, to be opened.
///
/// @param note what the reader must know, such as that not all is shown; or empty
/// @param parts what was folded into one box each
public record Diagram(List<Box> boxes, List<Arrow> arrows, String note, List<Part> parts) {
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
  /// @param path the part of the model that it belongs to, such as `layers.3.attention`; or null
  /// @param parameters how many numbers are learned in it
  /// @param gradient the norm of their gradients, which is its colour; NaN if there is none
  public record Box(Kind kind, List<String> lines, String path, long parameters, double gradient) {
    public Box {
      lines = List.copyOf(lines);
    }

    public Box(Kind kind, List<String> lines) {
      this(kind, lines, null, 0, Double.NaN);
    }
  }

  /// A part that is one box in the diagram above it.
  ///
  /// @param title its name, or the names of several that are alike
  public record Part(String title, Diagram inside) {}

  /// An arrow between the boxes of these numbers.
  public record Arrow(int from, int to, String label) {}

  public Diagram {
    boxes = List.copyOf(boxes);
    arrows = List.copyOf(arrows);
    parts = List.copyOf(parts);
  }

  public Diagram(List<Box> boxes, List<Arrow> arrows, String note) {
    this(boxes, arrows, note, List.of());
  }

  /// Gathers boxes and arrows.
  public static final class Builder {
    private final List<Box> boxes = new ArrayList<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private final Map<String, String> types = new HashMap<>();
    private String note = "";

    /// Adds a box and returns its number.
    public int box(Kind kind, String... lines) {
      boxes.add(new Box(kind, List.of(lines)));
      return boxes.size() - 1;
    }

    /// Adds a box that belongs to a part of a model and returns its number.
    public int box(Box box) {
      boxes.add(box);
      return boxes.size() - 1;
    }

    /// Says of what type the part at a path is.
    public Builder type(String path, String type) {
      types.put(path, type);
      return this;
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

    /// The diagram, folded if it is too large to be read.
    public Diagram build() {
      return DiagramFold.fold(new Diagram(boxes, arrows, note), types);
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
    out.append(note);
    for (Part part : parts) {
      out.append("\n").append(part.title).append(":\n");
      part.inside.toString().lines().forEach(l -> out.append("  ").append(l).append("\n"));
    }
    return out.toString().stripTrailing();
  }
}
