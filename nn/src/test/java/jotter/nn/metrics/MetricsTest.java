package jotter.nn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Tensor SCORES =
      Tensor.of(new float[] {3, 2, 1, 1, 2, 3, 2, 3, 1, 1, 3, 2}, 4, 3);
  private static final Tensor CLASSES = Tensor.of(new long[] {0, 2, 0, 2});

  @Test
  void accuracyCountsTheLargest() {
    var one = new Accuracy();
    var two = new Accuracy(2);
    for (int i = 0; i < 2; i++) {
      one.update(SCORES.narrow(0, 2 * i, 2), CLASSES.narrow(0, 2 * i, 2));
      two.update(SCORES.narrow(0, 2 * i, 2), CLASSES.narrow(0, 2 * i, 2));
    }
    assertThat(one.value()).isEqualTo(0.5);
    assertThat(two.value()).isEqualTo(1);
    one.reset();
    assertThat(one.value()).isNaN();
    var padded = new Accuracy(1, 2);
    padded.update(SCORES, CLASSES);
    assertThat(padded.value()).isEqualTo(0.5);
  }

  @Test
  void theMatrixGivesPrecisionRecallAndF() {
    var m = new ConfusionMatrix(3);
    m.update(SCORES, CLASSES);
    assertThat(m.matrix().flatten().toLongArray()).containsExactly(1, 1, 0, 0, 0, 0, 0, 1, 1);
    assertThat(m.precision(1)).isZero();
    assertThat(m.precision(2)).isEqualTo(1);
    assertThat(m.recall(2)).isEqualTo(0.5);
    assertThat(m.fScore(2, 1)).isCloseTo(2.0 / 3, within(1e-12));
    var f = ClassScore.fScore(3, 1);
    f.update(SCORES, CLASSES);
    assertThat(f.value()).isCloseTo(4.0 / 9, within(1e-12));
  }

  /// Values of scikit-learn's roc_auc_score and average_precision_score.
  @Test
  void areasUnderCurves() {
    Tensor s = Tensor.of(0.1f, 0.4f, 0.35f, 0.8f, 0.4f);
    Tensor t = Tensor.of(new long[] {0, 0, 1, 1, 1});
    var roc = Auc.roc();
    var pr = Auc.precisionRecall();
    roc.update(s, t);
    pr.update(s, t);
    // Pairs: 0.35 > 0.1; 0.8 > both; 0.4 > 0.1 and ties with 0.4: 4.5 of 6.
    assertThat(roc.value()).isCloseTo(0.75, within(1e-12));
    // Thresholds 0.8, 0.4, 0.35: 1/3·1 + 1/3·2/3 + 1/3·3/4.
    assertThat(pr.value()).isCloseTo((1 + 2.0 / 3 + 0.75) / 3, within(1e-12));
  }

  @Test
  void errorsOfNumbers() {
    Tensor y = Tensor.of(1f, 2f, 4f);
    Tensor t = Tensor.of(1f, 3f, 5f);
    for (var m : new Regression[] {Regression.mae(), Regression.mse(), Regression.r2()})
      m.update(y, t);
    var r2 = Regression.r2();
    r2.update(y, t);
    assertThat(r2.value()).isCloseTo(1 - 2.0 / 8, within(1e-12));
    var rmse = Regression.rmse();
    rmse.update(y, t);
    assertThat(rmse.value()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-12));
  }

  @Test
  void perplexityOfAUniformGuessIsTheNumberOfTokens() {
    var p = new Perplexity();
    p.update(Tensor.zeros(5, 7), Tensor.of(new long[] {0, 1, 2, -100, 4}));
    assertThat(p.value()).isCloseTo(7, within(1e-4));
  }

  /// Values of scikit-learn's precision_score, recall_score, fbeta_score, jaccard_score,
  /// roc_auc_score, average_precision_score, r2_score and mean_absolute_error.
  @Test
  void valuesAreThoseOfScikitLearn() {
    Tensor t = Tensor.of(new long[] {0, 1, 2, 2, 1, 0, 3, 3, 2, 1, 0, 2});
    Tensor p = Tensor.of(new long[] {0, 2, 2, 2, 1, 1, 3, 0, 2, 1, 0, 3});
    for (Metric m :
        new Metric[] {
          ClassScore.precision(4),
          ClassScore.recall(4),
          ClassScore.fScore(4, 0.5),
          ClassScore.fScore(4, 2)
        }) {
      m.update(p, t);
      assertThat(m.value()).isCloseTo(0.6458333333333333, within(1e-12));
    }
    var iou = new MeanIoU(5);
    iou.update(p.narrow(0, 0, 5), t.narrow(0, 0, 5));
    iou.update(p.narrow(0, 5, 7), t.narrow(0, 5, 7));
    assertThat(iou.value()).isCloseTo(0.48333333333333334, within(1e-12));
    assertThat(iou.of(2)).isCloseTo(0.6, within(1e-12));
    assertThat(iou.of(4)).isNaN();

    Tensor s = Tensor.of(.1f, .4f, .35f, .8f, .4f, .65f, .2f, .9f, .55f, .5f);
    Tensor y = Tensor.of(new long[] {0, 0, 1, 1, 1, 0, 0, 1, 1, 0});
    var roc = Auc.roc();
    var pr = Auc.precisionRecall();
    roc.update(s, y);
    pr.update(s, y);
    assertThat(roc.value()).isCloseTo(0.74, within(1e-12));
    assertThat(pr.value()).isCloseTo(0.7892857142857144, within(1e-12));

    Tensor a = Tensor.of(1.5f, -2f, 3.25f, 0f);
    Tensor b = Tensor.of(1f, -1.5f, 3f, .5f);
    var r2 = Regression.r2();
    var mae = Regression.mae();
    r2.update(a, b);
    mae.update(a, b);
    assertThat(r2.value()).isCloseTo(0.9207317073170732, within(1e-12));
    assertThat(mae.value()).isCloseTo(0.4375, within(1e-12));
  }
}
