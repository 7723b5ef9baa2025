package jotter.nn.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.nn.Summary;
import jotter.nn.data.DataLoader;
import jotter.nn.data.TensorDataset;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.metrics.ConfusionMatrix;
import jotter.nn.optim.SGD;
import jotter.nn.train.LiveChart;
import jotter.nn.train.Trainer;
import jotter.tensor.Tensor;
import jotter.tensor.display.Diagram;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import org.junit.jupiter.api.Test;

class ModelPictureTest {
  /// A sink that can be looked at.
  static final class Page implements DisplaySink {
    final List<String> shown = new ArrayList<>();
    final List<String> updated = new ArrayList<>();
    final List<Runnable> end = new ArrayList<>();

    @Override
    public void display(MimeBundle bundle, String id) {
      shown.add(bundle.plain());
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      updated.add(bundle.plain());
    }

    @Override
    public void clear(boolean wait) {}

    @Override
    public boolean rich() {
      return true;
    }

    @Override
    public void atEnd(Runnable action) {
      end.add(action);
    }
  }

  static final class Residual extends BaseLayer {
    final Linear inner = new Linear(4, 4);

    @Override
    public Tensor forward(Tensor x) {
      return inner.apply(x).add(x);
    }
  }

  @Test
  void aSkipConnectionIsSeen() {
    Layer model = new Sequential(new Residual(), new ReLU(), new Linear(4, 2));
    Diagram d = ModelGraph.of(model, 1, 4);
    assertThat(d.toString())
        .contains("add 0 <- Linear (0.inner), input")
        .contains("ReLU (1) <- add")
        .contains("Linear (2) 10 parameters <- ReLU (1)")
        .contains("output (1×2) <- Linear (2)");
    assertThat((String) Renderers.render(d).data().get(MimeBundle.SVG)).contains("(1×4)");
  }

  @Test
  void aSummaryIsATable() {
    MimeBundle b = Renderers.render(Summary.of(new Sequential(new Linear(4, 2)), 1, 4));
    assertThat(b.plain()).contains("Linear (0)");
    assertThat((String) b.data().get(MimeBundle.HTML))
        .contains("<table", "Linear", "(1×2)", "10 parameters, 10 of them trained");
  }

  @Test
  void aConfusionMatrixCountsAndIsShown() {
    var m = new ConfusionMatrix("a", "b");
    m.update(
        Tensor.ofArray(new float[][] {{1, 0}, {0, 1}, {1, 0}}), Tensor.of(new long[] {0, 1, 1}));
    assertThat(m.matrix().toLongArray()).containsExactly(1, 0, 1, 1);
    assertThat(m.value()).isEqualTo(2 / 3.0);
    assertThat((String) Renderers.render(m).data().get(MimeBundle.HTML)).contains("true class");
    m.reset();
    assertThat(m.matrix().sum().itemLong()).isZero();
  }

  @Test
  void theLiveChartIsOnePlaceThatChanges() {
    var page = new Page();
    DisplaySink.route(() -> page);
    try {
      var model = new Sequential(new Linear(4, 2));
      var data =
          new TensorDataset(Tensor.randn(64, 4), Tensor.zeros(64).to(jotter.tensor.DType.INT64));
      Trainer.of(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.1))
          .progress(false)
          .metric("accuracy", new Accuracy())
          .listen(new LiveChart())
          .fit(DataLoader.of(data, 8), DataLoader.of(data, 8), 2);
      assertThat(page.shown).hasSize(1);
      assertThat(page.updated.getLast())
          .contains("loss (training)", "loss (validation)", "accuracy (training)");
    } finally {
      DisplaySink.route(() -> DisplaySink.terminal(System.out));
    }
  }
}
