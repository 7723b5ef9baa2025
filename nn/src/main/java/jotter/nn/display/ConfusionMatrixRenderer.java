package jotter.nn.display;

import jotter.nn.metrics.ConfusionMatrix;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Show;

/// Shows a [ConfusionMatrix] as a heat map.
public final class ConfusionMatrixRenderer implements Renderer<ConfusionMatrix> {
  @Override
  public Class<ConfusionMatrix> type() {
    return ConfusionMatrix.class;
  }

  @Override
  public MimeBundle render(ConfusionMatrix matrix) {
    MimeBundle map =
        Show.heatMap(
            matrix.matrix(), matrix.names(), matrix.names(), "true class", "predicted class");
    return map.with(MimeBundle.PLAIN, matrix.toString());
  }
}
