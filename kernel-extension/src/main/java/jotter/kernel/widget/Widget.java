package jotter.kernel.widget;

import java.util.Map;
import jotter.tensor.display.MimeBundle;

/// A control with what it shows. Where the page has no widgets it is what it shows at the start.
///
/// @param model the outermost model's id, or null without a front end
/// @param still the picture that needs no front end
public record Widget(String model, MimeBundle still) {
  static final String VIEW = "application/vnd.jupyter.widget-view+json";

  MimeBundle bundle() {
    return model == null
        ? still
        : still.with(VIEW, Map.of("version_major", 2, "version_minor", 0, "model_id", model));
  }
}
