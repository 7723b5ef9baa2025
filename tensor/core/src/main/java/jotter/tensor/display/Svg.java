package jotter.tensor.display;

import java.util.Locale;

/// SVG that takes its colour from the page, in light and in dark.
final class Svg {
  private static final String THEME =
      "<style>:root{color:#1c2128}"
          + "@media(prefers-color-scheme:dark){:root{color:#e4e6ea}}</style>";

  private Svg() {}

  /// A length, to a tenth of a pixel.
  static String n(double v) {
    long tenths = Math.round(v * 10);
    return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
  }

  static String open(double width, double height) {
    return String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 0 %.0f %.0f\" fill=\"currentColor\""
            + " font-family=\"system-ui,sans-serif\" font-size=\"12\" text-anchor=\"middle\">",
        width,
        height,
        width,
        height);
  }

  /// The picture inside the page, where it takes the page's colour, and as a file of its own, where
  /// it follows the system's theme.
  static MimeBundle bundle(String plain, String svg, String note) {
    int start = svg.indexOf('>') + 1;
    String below =
        note.isEmpty()
            ? ""
            : "<div style=\"opacity:.65;font-size:smaller\">" + MimeBundle.escape(note) + "</div>";
    return MimeBundle.of(plain)
        .html("<div style=\"overflow-x:auto\">" + svg + "</div>" + below)
        .svg(svg.substring(0, start) + THEME + svg.substring(start));
  }
}
