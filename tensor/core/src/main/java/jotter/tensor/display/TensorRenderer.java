package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Shows a tensor: values, shape, type, device, what its numbers have in common, a picture where it
/// is one ([TensorPicture]), and in a fold-out how it lies in memory and where it came from.
///
/// The work does not grow with the tensor: the table shows edges, and statistics and pictures of a
/// large tensor look at an even sample, and say so.
public final class TensorRenderer implements Renderer<Tensor> {
  static final String RED = "color:#e5484d;font-weight:600";
  private static final int SAMPLE = 40_000;

  @Override
  public Class<Tensor> type() {
    return Tensor.class;
  }

  @Override
  public MimeBundle render(Tensor t) {
    MimeBundle plain = MimeBundle.of(t.toString());
    return t.storage().isReleased() ? plain : plain.html(Grad.off(() -> html(t.detach(), t)));
  }

  @Override
  public List<Supplier<? extends Tensor>> examples() {
    return TensorExamples.ALL;
  }

  /// @param t the tensor without its history
  private static String html(Tensor t, Tensor original) {
    var out = new StringBuilder("<div class=\"jotter-tensor\" style=\"line-height:1.4\">");
    out.append(facts(t, original));
    if (t.numel() > 0) {
      out.append(statistics(t));
    }
    out.append(
        "<div style=\"display:flex;flex-wrap:wrap;gap:.8em 1.6em;align-items:flex-start;"
            + "margin-top:.4em\">");
    if (t.numel() == 0) {
      out.append("<pre style=\"margin:0\">").append(escape(original.toString())).append("</pre>");
    } else {
      out.append("<div style=\"overflow-x:auto;max-width:100%\">")
          .append(TensorTable.html(t))
          .append("</div>");
      if (t.numel() > 1) {
        out.append("<div>").append(TensorPicture.html(t)).append("</div>");
      }
    }
    out.append("</div>").append(TensorDetails.html(t, original));
    return out.append("</div>").toString();
  }

  private static String facts(Tensor t, Tensor original) {
    var facts = new ArrayList<String>();
    facts.add(t.dtype().toString());
    facts.add(t.device().toString());
    facts.add(Numbers.bytes(t.nbytes()));
    if (original.gradNode() != null && original.gradNode().op() != null) {
      facts.add("from " + original.gradNode().name());
    } else if (original.requiresGrad()) {
      facts.add("requires grad");
    }
    String name = original.name() == null ? "" : escape(original.name()) + " ";
    return "<div><b>"
        + name
        + shape(t.shape())
        + "</b><span style=\"opacity:.75\"> · "
        + facts.stream().map(MimeBundle::escape).collect(Collectors.joining(" · "))
        + "</span></div>";
  }

  static String shape(long[] shape) {
    return shape.length == 0 ? "scalar" : Check.shape(shape);
  }

  private static String statistics(Tensor t) {
    Tensor numbers = t.isComplex() ? TensorPicture.fewer(t, SAMPLE / 4).abs() : t;
    Samples sample = Samples.spread(numbers, SAMPLE);
    Statistics s = Statistics.of(sample.values());
    var out = new StringBuilder("<div style=\"font-size:smaller;opacity:.9\">");
    if (t.numel() > 1 && s.hasFinite()) {
      if (t.dtype() == DType.BOOL) {
        out.append("true ").append(Math.round(1000 * s.mean()) / 10.0).append(" %");
      } else {
        out.append(t.isComplex() ? "magnitudes: " : "")
            .append("min ")
            .append(Numbers.brief(s.min()))
            .append(" · max ")
            .append(Numbers.brief(s.max()))
            .append(" · mean ")
            .append(Numbers.brief(s.mean()))
            .append(" · std ")
            .append(Numbers.brief(s.deviation()));
      }
    }
    if (s.nan() > 0) {
      out.append(" <span style=\"").append(RED).append("\">").append(s.nan()).append(" NaN</span>");
    }
    if (s.infinite() > 0) {
      out.append(" <span style=\"").append(RED).append("\">");
      out.append(s.infinite()).append(" infinite</span>");
    }
    if (s.count() < t.numel()) {
      out.append(" <span style=\"opacity:.7\">(of ")
          .append(String.format(java.util.Locale.ROOT, "%,d", s.count()))
          .append(" evenly chosen elements)</span>");
    }
    return out.append("</div>").toString();
  }
}
