package jotter.kernel.render;

import java.awt.Color;
import java.util.Locale;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a colour as itself.
public final class ColorRenderer implements Renderer<Color> {
  @Override
  public Class<Color> type() {
    return Color.class;
  }

  @Override
  public MimeBundle render(Color c) {
    String hex = String.format("#%02x%02x%02x", c.getRed(), c.getGreen(), c.getBlue());
    String css =
        String.format(
            Locale.ROOT,
            "rgba(%d,%d,%d,%.3f)",
            c.getRed(),
            c.getGreen(),
            c.getBlue(),
            c.getAlpha() / 255.0);
    return MimeBundle.of(c.getAlpha() == 255 ? hex : css)
        .html(
            "<span style=\"display:inline-block;width:2.5em;height:1.2em;vertical-align:middle;"
                + "border:1px solid #8888;border-radius:3px;background:"
                + css
                + "\"></span> <code>"
                + hex
                + "</code>");
  }
}
