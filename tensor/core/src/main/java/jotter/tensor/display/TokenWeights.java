package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Attention as text: each token with the weight that is laid on it as its colour.
final class TokenWeights {
  private static final int MOST = 64;

  private TokenWeights() {}

  /// @param weights (tokens), or (queries, tokens) with a line of text for each query
  static MimeBundle of(Tensor weights, List<?> queries, List<?> tokens) {
    Check.rank("attention", "the weights", weights, 1, 2);
    boolean one = weights.rank() == 1;
    Tensor table = one ? weights.unsqueeze(0) : weights;
    if (table.size(1) != tokens.size() || !one && table.size(0) != queries.size()) {
      throw Check.shapeError(
          "attention",
          "there must be a token for each weight, got "
              + (one ? "" : queries.size() + " queries and ")
              + tokens.size()
              + " tokens for "
              + Check.shape(weights.shape()));
    }
    int rows = (int) Math.min(MOST, table.size(0));
    int columns = (int) Math.min(4L * MOST, table.size(1));
    double[] w = Samples.all(table.narrow(0, 0, rows).narrow(1, 0, columns));
    var html = new StringBuilder("<table class=\"jotter-attention\" style=\"margin:.2em 0\">");
    var plain = new StringBuilder();
    for (int r = 0; r < rows; r++) {
      double most = 1e-12;
      int best = 0;
      for (int c = 0; c < columns; c++) {
        if (w[r * columns + c] > most) {
          most = w[r * columns + c];
          best = c;
        }
      }
      html.append("<tr>");
      if (!one) {
        html.append("<td style=\"text-align:right;opacity:.8;padding:.1em .8em .1em 0\">")
            .append(token(queries.get(r)))
            .append("</td>");
        plain.append(queries.get(r)).append(": ");
      }
      html.append("<td style=\"text-align:left;padding:.1em 0\">");
      for (int c = 0; c < columns; c++) {
        double v = w[r * columns + c];
        double part = v - v == 0 ? Math.clamp(v / most, 0, 1) : 0;
        html.append("<span title=\"")
            .append(Numbers.brief(v))
            .append("\" style=\"padding:.1em .25em;border-radius:.25em;background:rgba(224,122,31,")
            .append(Math.round(85 * part) / 100.0)
            .append(")\">")
            .append(token(tokens.get(c)))
            .append("</span>");
      }
      html.append("</td></tr>");
      plain.append(tokens.get(best)).append(" (").append(Numbers.brief(most)).append(")\n");
    }
    html.append("</table>");
    if (rows < table.size(0) || columns < table.size(1)) {
      html.append(TensorPicture.title("the first " + rows + " lines and " + columns + " tokens"));
    }
    return MimeBundle.of(plain.toString().stripTrailing()).html(html.toString());
  }

  /// White space in a token must be seen.
  private static String token(Object token) {
    String text = String.valueOf(token);
    return escape(text.replace("\n", "↵").replace(" ", "␣").replace("\t", "⇥"));
  }
}
