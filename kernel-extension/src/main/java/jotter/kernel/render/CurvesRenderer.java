package jotter.kernel.render;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jotter.tensor.display.Curves;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws [Curves] with XChart, one chart for each panel, side by side.
///
/// XChart knows no theme, so it draws text and axes in colours that nothing else has, and the SVG
/// gets the page's own colour in their place.
public final class CurvesRenderer implements Renderer<Curves> {
  /// With no more points than these, each has its place on the axis written below it.
  private static final int EACH = 12;

  private static final int WIDTH = 430;
  private static final int HEIGHT = 280;
  private static final int POINTS = 400;
  private static final Color INK = new Color(1, 2, 3);
  private static final Color GRID = new Color(3, 2, 1);
  private static final Color[] COLOURS = {
    new Color(0x2f6fed), new Color(0xe07a1f), new Color(0x1d9a6c), new Color(0xa345c9)
  };
  private static final Pattern DIGITS = Pattern.compile("(\\.\\d)\\d+");
  private static final Pattern IDS = Pattern.compile("(id=\"|url\\(#)([^\")]+)");

  @Override
  public Class<Curves> type() {
    return Curves.class;
  }

  @Override
  public MimeBundle render(Curves curves) {
    var html = new StringBuilder("<div style=\"display:flex;flex-wrap:wrap;gap:1em\">");
    var whole = new StringBuilder();
    int n = 0;
    for (Curves.Panel panel : curves.panels()) {
      String svg = svg(chart(curves.xTitle(), panel));
      html.append("<div>").append(svg).append("</div>");
      // Two charts in one picture must not share the names of their parts.
      int chart = n++;
      whole.append(
          IDS.matcher(svg)
              .replaceAll(m -> m.group(1) + "p" + chart + "-" + m.group(2))
              .replaceFirst(" x=\"0px\"", " x=\"" + chart * WIDTH + "\""));
    }
    String together =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
            + n * WIDTH
            + "\" height=\""
            + HEIGHT
            + "\"><style>:root{color:#1c2128}"
            + "@media(prefers-color-scheme:dark){:root{color:#e4e6ea}}</style>"
            + whole
            + "</svg>";
    return MimeBundle.of(curves.toString()).html(html.append("</div>").toString()).svg(together);
  }

  /// Of evenly spaced values the chart writes so many that they run into each other, whatever it is
  /// told; one that is off by a thousandth of a step, which nobody sees, makes it choose round
  /// ones.
  private static double[] uneven(double[] x) {
    if (x.length <= EACH) return x;
    double[] r = x.clone();
    r[1] += 1e-3 * (x[1] - x[0]);
    return r;
  }

  private static XYChart chart(String xTitle, Curves.Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title())
            .xAxisTitle(xTitle)
            .build();
    var none = new Color(0, 0, 0, 0);
    var small = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    chart
        .getStyler()
        .setChartBackgroundColor(none)
        .setChartFontColor(INK)
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13))
        .setChartTitleBoxVisible(false)
        .setChartPadding(6)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendBackgroundColor(none)
        .setLegendBorderColor(none)
        .setLegendFont(small)
        .setPlotBackgroundColor(none)
        .setPlotBorderVisible(false);
    chart
        .getStyler()
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotGridVerticalLinesVisible(false)
        .setAxisTickMarksColor(INK)
        .setAxisTickLabelsColor(INK)
        .setAxisTickLabelsFont(small)
        .setAxisTitleFont(small)
        .setXAxisTitleColor(INK)
        .setMarkerSize(5);
    chart
        .getStyler()
        .setXAxisMaxLabelCount(8)
        .setXAxisTickLabelsFormattingFunction(CurvesRenderer::tick)
        .setYAxisTickLabelsFormattingFunction(CurvesRenderer::tick)
        .setAxisTicksLineVisible(false);
    int colour = 0;
    boolean any = false;
    for (Curves.Curve c : panel.curves()) {
      Color own = COLOURS[colour % COLOURS.length];
      if (!c.faint()) {
        colour++;
      }
      double[][] points = thinned(c);
      points[0] = uneven(points[0]);
      if (points[0].length == 0) {
        continue;
      }
      any = true;
      XYSeries s = chart.addSeries(c.name(), points[0], points[1]);
      s.setLineColor(c.faint() ? new Color(own.getRed(), own.getGreen(), own.getBlue(), 90) : own);
      s.setLineStyle(new BasicStroke(c.faint() ? 1 : 2));
      s.setMarker(points[0].length > EACH || c.faint() ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
      s.setMarkerColor(own);
      s.setShowInLegend(!c.faint());
    }
    if (!any) {
      XYSeries s = chart.addSeries("nothing yet", new double[] {0, 1}, new double[] {0, 1});
      s.setLineColor(none);
      s.setMarker(SeriesMarkers.NONE);
      s.setShowInLegend(false);
    }
    return chart;
  }

  /// A tick's number without the digits of binary fractions.
  static String tick(double v) {
    String digits =
        new BigDecimal(v).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    return digits.length() > 8 ? String.format(java.util.Locale.ROOT, "%.2g", v) : digits;
  }

  /// The finite points, neighbours averaged where there are more than can be seen.
  private static double[][] thinned(Curves.Curve c) {
    List<double[]> points = new ArrayList<>();
    int n = c.x().length;
    int groups = Math.min(n, POINTS);
    for (int g = 0; g < groups; g++) {
      int from = (int) ((long) g * n / groups);
      int to = (int) ((long) (g + 1) * n / groups);
      double sum = 0;
      int count = 0;
      for (int i = from; i < to; i++) {
        if (Double.isFinite(c.y()[i])) {
          sum += c.y()[i];
          count++;
        }
      }
      if (count > 0) {
        points.add(new double[] {c.x()[to - 1], sum / count});
      }
    }
    return new double[][] {
      points.stream().mapToDouble(p -> p[0]).toArray(),
      points.stream().mapToDouble(p -> p[1]).toArray()
    };
  }

  private static String svg(XYChart chart) {
    var out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = out.toString(StandardCharsets.UTF_8);
    // Letters are drawn as outlines with eight digits for each of their points.
    return DIGITS
        .matcher(text.substring(text.indexOf("<svg")))
        .replaceAll("$1")
        .replaceAll("\\s+<", "<")
        .replace("fill:rgb(3,2,1)", "fill:currentColor;fill-opacity:.18")
        .replace("rgb(1,2,3)", "currentColor");
  }
}
