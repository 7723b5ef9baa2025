package jotter.tensor.display;

import java.util.ArrayList;
import java.util.List;

/// Lines that grow: loss and accuracy while a network learns.
///
/// A value, not a picture: whoever draws charts (in a notebook, XChart) draws it, and without one
/// it is text.
///
/// ```java
/// var live = new LiveDisplay();
/// live.show(() -> Curves.of("step", Curves.panel("loss", Curves.curve("train", steps, losses))));
/// ```
///
/// @param xTitle what goes from left to right
/// @param panels charts side by side, for quantities that have no scale in common
public record Curves(String xTitle, List<Panel> panels) {
  /// One chart.
  ///
  /// @param title what goes up
  /// @param curves its lines
  public record Panel(String title, List<Curve> curves) {
    public Panel {
      curves = List.copyOf(curves);
    }
  }

  /// One line.
  ///
  /// @param faint whether it is only the background for another: single batches, say
  public record Curve(String name, double[] x, double[] y, boolean faint) {
    /// @throws IllegalArgumentException if there are not as many x as y
    public Curve {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            "curve " + name + ": " + x.length + " places for " + y.length + " values");
      }
    }
  }

  public Curves {
    panels = List.copyOf(panels);
  }

  public static Curves of(String xTitle, Panel... panels) {
    return new Curves(xTitle, List.of(panels));
  }

  public static Panel panel(String title, Curve... curves) {
    return new Panel(title, List.of(curves));
  }

  public static Curve curve(String name, double[] x, double[] y) {
    return new Curve(name, x, y, false);
  }

  /// Where each line ends.
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    for (Panel p : panels) {
      for (Curve c : p.curves()) {
        if (c.y().length > 0 && !c.faint()) {
          parts.add(p.title() + " (" + c.name() + ") " + Numbers.brief(c.y()[c.y().length - 1]));
        }
      }
    }
    return String.join(", ", parts);
  }
}
