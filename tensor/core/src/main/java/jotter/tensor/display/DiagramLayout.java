package jotter.tensor.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Places the boxes of a diagram in rows, as in Sugiyama, Tagawa and Toda 1981.
///
/// A box stands as low as its successors allow, so that parameters stand beside what uses them.
/// Long arrows get a place in each row that they pass. Rows are ordered by the means of their
/// neighbours' places; positions in a row minimise squared distances to the neighbours (isotonic
/// regression), which makes chains straight.
final class DiagramLayout {
  static final int GAP_X = 26;
  static final int GAP_Y = 30;
  private static final int SWEEPS = 12;
  private static final double LABEL = 6.2;

  /// A box, or the place where an arrow passes a row.
  static final class Spot {
    final int box;
    final double width;
    final double height;
    final List<Spot> up = new ArrayList<>();
    final List<Spot> down = new ArrayList<>();
    int row;
    double order;
    double x;
    double y;

    Spot(int box, double width, double height) {
      this.box = box;
      this.width = width;
      this.height = height;
    }
  }

  /// An arrow with all the places that it passes, both ends included.
  record Path(Diagram.Arrow arrow, List<Spot> spots) {}

  final List<List<Spot>> rows = new ArrayList<>();
  final List<Path> paths = new ArrayList<>();
  double width;
  double height;

  DiagramLayout(Diagram diagram) {
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < diagram.boxes().size(); i++) {
      List<String> lines = diagram.boxes().get(i).lines();
      double w = 0;
      for (int k = 0; k < lines.size(); k++) {
        w = Math.max(w, lines.get(k).length() * (k == 0 ? 7.4 : 6.4));
      }
      spots.add(new Spot(i, w + 22, 14 + 16 * lines.size()));
    }
    intoRows(diagram, spots);
    connect(diagram, spots);
    for (int i = 0; i < SWEEPS; i++) {
      order(i % 2 == 0);
    }
    place();
  }

  private void intoRows(Diagram diagram, List<Spot> spots) {
    // Rows from the bottom; as many rounds as the longest path, each of which is cheap.
    boolean moved = true;
    for (int round = 0; moved && round <= spots.size(); round++) {
      moved = false;
      for (Diagram.Arrow a : diagram.arrows()) {
        Spot from = spots.get(a.from());
        Spot to = spots.get(a.to());
        if (from.row <= to.row) {
          from.row = to.row + 1;
          moved = true;
        }
      }
    }
    if (moved) {
      throw new IllegalArgumentException("diagram: the arrows go in a circle");
    }
    int last = spots.stream().mapToInt(s -> s.row).max().orElse(0);
    for (int r = 0; r <= last; r++) {
      rows.add(new ArrayList<>());
    }
    for (Spot s : spots) {
      s.row = last - s.row;
      add(s);
    }
  }

  private void add(Spot s) {
    List<Spot> row = rows.get(s.row);
    s.order = row.size();
    row.add(s);
  }

  private void connect(Diagram diagram, List<Spot> spots) {
    for (Diagram.Arrow a : diagram.arrows()) {
      var path = new ArrayList<Spot>();
      Spot at = spots.get(a.from());
      path.add(at);
      Spot end = spots.get(a.to());
      while (at.row + 1 < end.row) {
        Spot pass = new Spot(-1, 14, 0);
        pass.row = at.row + 1;
        add(pass);
        join(at, pass);
        path.add(pass);
        at = pass;
      }
      join(at, end);
      path.add(end);
      paths.add(new Path(a, path));
    }
  }

  private static void join(Spot a, Spot b) {
    a.down.add(b);
    b.up.add(a);
  }

  private void order(boolean upwards) {
    List<List<Spot>> walk = upwards ? rows.reversed() : rows;
    for (List<Spot> row : walk) {
      double[] wanted = new double[row.size()];
      for (int i = 0; i < wanted.length; i++) {
        List<Spot> neighbours = upwards ? row.get(i).down : row.get(i).up;
        wanted[i] = neighbours.stream().mapToDouble(s -> s.order).average().orElse(i);
      }
      Integer[] sorted = new Integer[wanted.length];
      Arrays.setAll(sorted, i -> i);
      Arrays.sort(sorted, Comparator.comparingDouble(i -> wanted[i]));
      List<Spot> before = List.copyOf(row);
      for (int i = 0; i < sorted.length; i++) {
        row.set(i, before.get(sorted[i]));
        row.get(i).order = i - (sorted.length - 1) / 2.0;
      }
    }
  }

  private void place() {
    for (List<Spot> row : rows) {
      double x = 0;
      for (Spot s : row) {
        s.x = x + s.width / 2;
        x += s.width + GAP_X;
      }
      double middle = x / 2;
      row.forEach(s -> s.x -= middle);
    }
    for (int i = 0; i < 2 * SWEEPS; i++) {
      boolean upwards = i % 2 == 0;
      for (List<Spot> row : upwards ? rows.reversed() : rows) {
        straighten(row, upwards);
      }
    }
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double y = 8;
    for (List<Spot> row : rows) {
      double tallest = row.stream().mapToDouble(s -> s.height).max().orElse(0);
      for (Spot s : row) {
        s.y = y + tallest / 2;
        left = Math.min(left, s.x - s.width / 2);
        right = Math.max(right, s.x + s.width / 2);
      }
      y += tallest + GAP_Y;
    }
    for (Path path : paths) {
      Spot first = path.spots().get(0);
      double end = labelX(first, path.spots().get(1));
      double w = path.arrow().label().length() * LABEL;
      boolean before = labelBefore(first, path.spots().get(1));
      left = Math.min(left, before ? end - w : end);
      right = Math.max(right, before ? end : end + w);
    }
    for (List<Spot> row : rows) {
      for (Spot s : row) {
        s.x += 8 - left;
      }
    }
    width = right - left + 16;
    height = y - GAP_Y + 8;
  }

  /// Whether an arrow's label ends, rather than begins, at the arrow: it keeps clear of what comes
  /// from the other side.
  static boolean labelBefore(Spot from, Spot to) {
    return to.x > from.x + 12;
  }

  static double labelX(Spot from, Spot to) {
    return (from.x + to.x) / 2 + (labelBefore(from, to) ? -6 : 5);
  }

  /// Moves a row's spots towards their neighbours, without changing their order. Blocks of spots
  /// that want to overlap move as one, to the mean of what they want.
  private static void straighten(List<Spot> row, boolean upwards) {
    int n = row.size();
    double[] offset = new double[n];
    double[] mean = new double[n];
    double[] weight = new double[n];
    int[] count = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      Spot s = row.get(i);
      List<Spot> neighbours = upwards ? s.down : s.up;
      if (i > 0) {
        Spot before = row.get(i - 1);
        offset[i] = offset[i - 1] + (before.width + s.width) / 2 + GAP_X;
      }
      double wanted = neighbours.stream().mapToDouble(o -> o.x).average().orElse(s.x);
      // Arrows that pass are kept straight before boxes are; whoever has no neighbour gives way.
      double w = neighbours.isEmpty() ? 0.05 : s.box < 0 ? 4 : 1;
      mean[blocks] = wanted - offset[i];
      weight[blocks] = w;
      count[blocks] = 1;
      blocks++;
      while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
        double sum = weight[blocks - 2] + weight[blocks - 1];
        mean[blocks - 2] =
            (mean[blocks - 2] * weight[blocks - 2] + mean[blocks - 1] * weight[blocks - 1]) / sum;
        weight[blocks - 2] = sum;
        count[blocks - 2] += count[blocks - 1];
        blocks--;
      }
    }
    int i = 0;
    for (int b = 0; b < blocks; b++) {
      for (int k = 0; k < count[b]; k++, i++) {
        row.get(i).x = mean[b] + offset[i];
      }
    }
  }
}
