package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import jotter.tensor.PrintOptions;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Runs cases of printing. Names are spelled as here: `requiresGrad=true` for `requires_grad=True`,
/// and types without `torch.`.
public final class PrintingRunner implements CaseRunner {
  @Override
  public String kind() {
    return "printing";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    Tensor t = file.get(test.get("tensor"));
    if (test.path("requires_grad").asBoolean()) t.requiresGrad_();
    JsonNode o = test.path("options");
    PrintOptions d = PrintOptions.DEFAULT;
    PrintOptions options =
        new PrintOptions(
            o.path("precision").asInt(d.precision()),
            o.path("threshold").asInt(d.threshold()),
            o.path("edgeitems").asInt(d.edgeItems()),
            o.path("linewidth").asInt(d.lineWidth()),
            o.has("sci_mode") && !o.get("sci_mode").isNull()
                ? (Boolean) o.get("sci_mode").asBoolean()
                : null);
    String actual = t.toString(options);
    String expected =
        test.get("repr")
            .asText()
            .replace("torch.", "")
            .replace("requires_grad=True", "requiresGrad=true");
    // Where a word of another length moved the line break, the words are what counts.
    if (!squeezed(actual).equals(squeezed(expected)))
      throw new Mismatch("printed\n" + actual + "\nexpected\n" + expected);
  }

  private static String squeezed(String s) {
    int tail = Math.max(s.lastIndexOf("dtype="), s.lastIndexOf("requiresGrad="));
    if (tail < 0) return s;
    int from = Math.max(s.lastIndexOf(']'), 0);
    return s.substring(0, from) + s.substring(from).replaceAll("\\s+", " ");
  }
}
