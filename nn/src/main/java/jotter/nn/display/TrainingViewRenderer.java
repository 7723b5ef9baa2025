package jotter.nn.display;

import java.util.List;
import java.util.function.Supplier;
import jotter.nn.train.TrainingView;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a [TrainingView]: the charts of a training.
public final class TrainingViewRenderer implements Renderer<TrainingView> {
  @Override
  public Class<TrainingView> type() {
    return TrainingView.class;
  }

  @Override
  public MimeBundle render(TrainingView view) {
    return view.picture();
  }

  @Override
  public List<Supplier<? extends TrainingView>> examples() {
    return List.of(TrainingView::example);
  }
}
