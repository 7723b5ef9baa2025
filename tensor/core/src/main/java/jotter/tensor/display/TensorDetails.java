package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;

/// The fold-out below a tensor: how it lies in memory, and where it came from.
final class TensorDetails {
  private TensorDetails() {}

  /// @param t the tensor without its history
  /// @param original the tensor itself
  static String html(Tensor t, Tensor original) {
    var out =
        new StringBuilder(
            "<details style=\"font-size:smaller;opacity:.85;margin-top:.3em\">"
                + "<summary style=\"cursor:pointer\">memory and origin</summary>"
                + "<table style=\"margin:.2em 0\">");
    facts(t, original)
        .forEach(
            (name, value) ->
                out.append("<tr><td style=\"text-align:left;opacity:.7;padding:.1em .8em .1em 0\">")
                    .append(name)
                    .append("</td><td style=\"text-align:left;padding:.1em 0\">")
                    .append(escape(value))
                    .append("</td></tr>"));
    return out.append("</table></details>").toString();
  }

  private static Map<String, String> facts(Tensor t, Tensor original) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("shape", Arrays.toString(t.shape()));
    facts.put("strides", Arrays.toString(t.strides()) + (t.isContiguous() ? ", contiguous" : ""));
    long held = t.storage().bytes();
    facts.put(
        "bytes",
        t.nbytes() == held
            ? Numbers.bytes(held)
            : Numbers.bytes(t.nbytes())
                + " in a storage of "
                + Numbers.bytes(held)
                + ", from element "
                + t.layout().offset());
    facts.put("type", t.dtype() + ", " + t.dtype().bytes() + " B each, on " + t.device());
    if (t.storage().version() > 0) {
      facts.put("changed in place", t.storage().version() + " times");
    }
    GradNode node = original.gradNode();
    if (node != null && node.op() != null) {
      facts.put("gradient function", node.op().toString());
      if (node.scope() != null) {
        facts.put("layer", node.scope());
      }
      if (node.savedBytes() > 0) {
        facts.put("kept for the gradient", Numbers.bytes(node.savedBytes()));
      }
    } else if (original.requiresGrad()) {
      facts.put("gradient", original.grad() == null ? "wanted, none yet" : "there is one (grad())");
    }
    if (original.madeAt() != null) {
      facts.put("made in", original.madeAt());
    }
    return facts;
  }
}
