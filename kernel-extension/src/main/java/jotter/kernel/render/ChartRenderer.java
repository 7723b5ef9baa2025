package jotter.kernel.render;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.theme.XChartTheme;

/// Shows an XChart chart as SVG, or as PNG where it has so many points that SVG would be heavier.
@SuppressWarnings("rawtypes")
public final class ChartRenderer implements Renderer<Chart> {
  private static final int SVG_LIMIT = 1 << 20;
  private static final Color GREY = new XChartTheme().getChartBackgroundColor();

  @Override
  public Class<Chart> type() {
    return Chart.class;
  }

  @Override
  public MimeBundle render(Chart chart) {
    // XChart's own background is a grey that stands in no page well; a chosen one is left alone.
    Styler style = chart.getStyler();
    Color background = style.getChartBackgroundColor();
    if (GREY.equals(background)) {
      style.setChartBackgroundColor(Color.WHITE);
    }
    try {
      return bundle(chart);
    } finally {
      style.setChartBackgroundColor(background);
    }
  }

  private static MimeBundle bundle(Chart chart) {
    String title = chart.getTitle() == null ? "" : chart.getTitle();
    MimeBundle plain =
        MimeBundle.of(
            (chart.getClass().getSimpleName() + " " + title).strip()
                + " "
                + chart.getWidth()
                + "×"
                + chart.getHeight());
    String svg = svg(chart);
    return svg != null && svg.length() <= SVG_LIMIT ? plain.svg(svg) : plain.png(png(chart));
  }

  private static String svg(Chart chart) {
    var out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException | LinkageError noVectors) {
      return null;
    }
    String text = out.toString(StandardCharsets.UTF_8);
    int start = text.indexOf("<svg");
    return start < 0 ? null : text.substring(start);
  }

  private static byte[] png(Chart chart) {
    BufferedImage image = BitmapEncoder.getBufferedImage(chart);
    return ImageRenderer.png(image);
  }
}
