package jotter.nn.display;

import static jotter.tensor.display.MimeBundle.escape;

import jotter.nn.Layer;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a layer as PyTorch writes it, and on a page with the number of its parameters.
public final class LayerRenderer implements Renderer<Layer> {
  @Override
  public Class<Layer> type() {
    return Layer.class;
  }

  @Override
  public MimeBundle render(Layer layer) {
    String text = layer.describe();
    return MimeBundle.of(text)
        .html(
            "<pre style=\"margin:0\">"
                + escape(text)
                + "</pre><small style=\"opacity:.7\">"
                + escape(layer.facts().line())
                + "</small>");
  }
}
