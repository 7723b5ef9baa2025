package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;
import static jotter.tensor.display.Svg.n;

import java.util.List;
import java.util.Locale;
import jotter.tensor.diagnostics.Profile;

/// Shows a [Profile]: tables by operation and by layer, and a flame graph, whose widths are times.
public final class ProfileRenderer implements Renderer<Profile> {
  private static final int ROWS = 15;
  private static final int WIDTH = 880;
  private static final int ROW = 18;
  private static final String[] COLOURS = {"#e07a1f", "#d9642a", "#e5a13a", "#c9582b", "#eab94f"};

  @Override
  public Class<Profile> type() {
    return Profile.class;
  }

  @Override
  public MimeBundle render(Profile p) {
    String html =
        "<div>"
            + p.times().replaceFirst("^(\\S+ ms)", "<b>$1</b>")
            + "</div><div style=\"display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start\">"
            + table("operation", p.byOp(), p.nanos())
            + table("layer", p.byLayer(), p.nanos())
            + "</div><div style=\"overflow-x:auto\">"
            + flame(p.tree())
            + "</div>";
    return MimeBundle.of(p.toString()).html(html);
  }

  private static String table(String what, List<Profile.Line> lines, long nanos) {
    var out = new StringBuilder("<table><thead><tr><th style=\"text-align:left\">").append(what);
    out.append("</th><th>calls</th><th>own time</th><th>%</th><th>memory made</th></tr></thead>");
    out.append("<tbody>");
    for (Profile.Line l : lines.stream().limit(ROWS).toList()) {
      out.append("<tr><td style=\"text-align:left\">")
          .append(escape(l.name().isEmpty() ? "(no layer)" : l.name()))
          .append("</td><td style=\"text-align:right\">")
          .append(l.calls())
          .append(
              String.format(
                  Locale.ROOT, "</td><td style=\"text-align:right\">%.2f ms</td>", l.own() / 1e6))
          .append(
              String.format(
                  Locale.ROOT, "<td style=\"text-align:right\">%.1f</td>", 100.0 * l.own() / nanos))
          .append("<td style=\"text-align:right\">")
          .append(Numbers.bytes(l.bytes()))
          .append("</td></tr>");
    }
    out.append("</tbody></table>");
    return lines.size() > ROWS
        ? "<div>" + out + TensorPicture.title("and " + (lines.size() - ROWS) + " more") + "</div>"
        : out.toString();
  }

  private static String flame(Profile.Frame root) {
    long total = root.total();
    if (total == 0) {
      return "";
    }
    int depth = depth(root);
    var out = new StringBuilder(Svg.open(WIDTH, depth * ROW + 4.0));
    draw(out, root, 0, WIDTH, 0, total);
    return out.append("</svg>").toString();
  }

  private static int depth(Profile.Frame f) {
    return 1 + f.inside().stream().mapToInt(ProfileRenderer::depth).max().orElse(0);
  }

  private static void draw(
      StringBuilder out, Profile.Frame f, double x, double width, int row, long total) {
    if (width < 0.6) {
      return;
    }
    String time =
        String.format(Locale.ROOT, "%.2f ms, %.1f %%", f.total() / 1e6, 100.0 * f.total() / total);
    out.append("<g><title>").append(escape(f.name())).append(": ").append(time).append("</title>");
    out.append("<rect x=\"").append(n(x)).append("\" y=\"").append(row * ROW).append("\" width=\"");
    out.append(n(Math.max(0.5, width - 0.7)))
        .append("\" height=\"")
        .append(ROW - 1)
        .append("\" rx=\"2\" fill=\"");
    out.append(COLOURS[Math.floorMod(f.name().hashCode(), COLOURS.length)]).append("\"/>");
    int letters = (int) (width / 6.3) - 1;
    if (letters >= 3) {
      String name =
          f.name().length() <= letters ? f.name() : f.name().substring(0, letters - 1) + "…";
      out.append("<text fill=\"#fff\" font-size=\"11\" x=\"")
          .append(n(x + width / 2))
          .append("\" y=\"");
      out.append(row * ROW + 13).append("\">").append(escape(name)).append("</text>");
    }
    out.append("</g>");
    double at = x;
    long whole = f.total();
    for (Profile.Frame inside : f.inside()) {
      double w = width * inside.total() / whole;
      draw(out, inside, at, w, row + 1, total);
      at += w;
    }
  }
}
