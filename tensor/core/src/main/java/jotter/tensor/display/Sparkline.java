package jotter.tensor.display;

/// A vector as a line.
final class Sparkline {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 64;

  /// Up to how many numbers each has a dot: of so few the line between them is only a guide.
  private static final int DOTS = 24;

  private Sparkline() {}

  /// The line as SVG in the colour of the text around it. Where there are more numbers than pixels,
  /// each pixel shows the least and the largest of its numbers, so that no peak is lost.
  static String svg(double[] v) {
    Statistics s = Statistics.of(v);
    var path = new StringBuilder();
    var dots = new StringBuilder();
    int columns = Math.min(v.length, WIDTH);
    boolean pen = false;
    for (int c = 0; c < columns; c++) {
      int from = (int) ((long) c * v.length / columns);
      int to = Math.max(from + 1, (int) ((long) (c + 1) * v.length / columns));
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = from; i < to; i++) {
        if (v[i] - v[i] == 0) {
          min = Math.min(min, v[i]);
          max = Math.max(max, v[i]);
        }
      }
      if (min > max) {
        pen = false;
        continue;
      }
      double x = columns == 1 ? WIDTH / 2.0 : c * (WIDTH - 1.0) / (columns - 1);
      point(path, pen, x, s.place(min));
      if (max > min) {
        point(path, true, x, s.place(max));
      }
      pen = true;
      if (v.length <= DOTS) {
        dots.append("<circle r=\"2.5\" fill=\"#2f6fed\" cx=\"")
            .append(Svg.n(Math.clamp(x, 3, WIDTH - 3)))
            .append("\" cy=\"")
            .append(y(s.place(min)))
            .append("\"/>");
      }
    }
    String zero = "";
    if (s.min() < 0 && s.max() > 0) {
      String y = y(s.place(0));
      zero =
          "<path d=\"M0 "
              + y
              + "H"
              + WIDTH
              + "\" stroke=\"currentColor\" opacity=\".3\" stroke-dasharray=\"3 3\"/>";
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + WIDTH
        + "\" height=\""
        + HEIGHT
        + "\" viewBox=\"0 0 "
        + WIDTH
        + " "
        + HEIGHT
        + "\">"
        + zero
        + "<path d=\""
        + path
        + "\" fill=\"none\" stroke=\"#2f6fed\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>"
        + dots
        + "</svg>";
  }

  private static void point(StringBuilder path, boolean pen, double x, double place) {
    path.append(pen ? 'L' : 'M').append(Svg.n(x)).append(' ').append(y(place));
  }

  private static String y(double place) {
    return Svg.n(3 + (1 - place) * (HEIGHT - 6));
  }
}
