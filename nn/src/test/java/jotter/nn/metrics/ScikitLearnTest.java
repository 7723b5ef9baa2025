package jotter.nn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import jotter.nn.loss.MSELoss;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every metric against scikit-learn 1.9.1, in one batch, in several, and from several threads at
/// once.
class ScikitLearnTest {
  private static final int CLASSES = 5; // of which one never appears

  private static final Tensor TARGETS =
      Tensor.of(
          new long[] {
            2, 1, 3, 3, 2, 1, 0, 1, 2, 2, 0, 2, 0, 2, 0, 3,
            2, 3, 2, 2, 0, 0, 0, 3, 0, 2, 0, 1, 2, 1, 3, 3,
            0, 3, 0, 1, 0, 0, 2, 2, 2, 2, 1, 3, 0, 2, 0, 2
          });

  private static final Tensor SAID =
      Tensor.of(
          new long[] {
            2, 1, 1, 3, 2, 2, 0, 1, 2, 1, 0, 2, 1, 2, 0, 3,
            2, 1, 2, 3, 1, 0, 0, 3, 0, 2, 2, 0, 1, 1, 1, 3,
            0, 3, 0, 1, 0, 0, 2, 2, 2, 2, 1, 3, 1, 2, 0, 2
          });

  /// Probabilities of four classes.
  private static final Tensor SCORES =
      Tensor.of(
          new double[] {
            0.185, 0.209, 0.284, 0.322, 0.113, 0.2, 0.574, 0.113,
            0.126, 0.328, 0.098, 0.448, 0.387, 0.014, 0.239, 0.36,
            0.426, 0.117, 0.074, 0.383, 0.401, 0.088, 0.194, 0.317,
            0.341, 0.068, 0.265, 0.326, 0.534, 0.155, 0.039, 0.272,
            0.664, 0.033, 0.008, 0.295, 0.08, 0.2, 0.027, 0.693,
            0.44, 0.27, 0.082, 0.208, 0.214, 0.341, 0.359, 0.086,
            0.004, 0.372, 0.417, 0.207, 0.247, 0.279, 0.196, 0.278,
            0.029, 0.391, 0.406, 0.174, 0.542, 0.018, 0.399, 0.041,
            0.243, 0.284, 0.122, 0.351, 0.303, 0.183, 0.423, 0.091,
            0.168, 0.31, 0.336, 0.186, 0.413, 0.372, 0.049, 0.166,
            0.158, 0.308, 0.192, 0.342, 0.361, 0.149, 0.255, 0.235,
            0.3, 0.024, 0.296, 0.38, 0.264, 0.128, 0.295, 0.313,
            0.241, 0.055, 0.354, 0.35, 0.206, 0.289, 0.02, 0.485,
            0.34, 0.266, 0.315, 0.079, 0.248, 0.2, 0.48, 0.072,
            0.474, 0.242, 0.232, 0.052, 0.287, 0.346, 0.266, 0.101,
            0.336, 0.064, 0.353, 0.247, 0.172, 0.302, 0.373, 0.153,
            0.283, 0.14, 0.297, 0.28, 0.055, 0.359, 0.171, 0.415,
            0.276, 0.235, 0.459, 0.03, 0.333, 0.196, 0.024, 0.447,
            0.234, 0.372, 0.251, 0.143, 0.524, 0.063, 0.026, 0.387,
            0.191, 0.186, 0.454, 0.169, 0.464, 0.333, 0.172, 0.031,
            0.14, 0.542, 0.229, 0.089, 0.14, 0.421, 0.075, 0.364,
            0.078, 0.578, 0.319, 0.025, 0.366, 0.142, 0.287, 0.205,
            0.176, 0.216, 0.294, 0.314, 0.044, 0.044, 0.833, 0.079,
            0.319, 0.075, 0.131, 0.475, 0.388, 0.194, 0.004, 0.414
          },
          48,
          4);

  private static final Tensor NUMBERS =
      Tensor.of(
          new double[] {
            -0.25, 998.96, 4.95, 0.19, 1000.79, 5.34, 2.29, 999.31, 1.95,
            0.57, 999.73, -0.8, 2.55, 1000.04, 4.47, -2.35, 1002.58, 1.82,
            -0.22, 997.2, 2.67, -0.46, 999.63, 3.88, 0.12, 1001.95, 2.06,
            -1.99, 999.96, 4.26, 2.49, 1001.63, -0.53, 0.75, 1002.92, 3.13
          },
          12,
          3);

  private static final Tensor GUESSES =
      Tensor.of(
          new double[] {
            -0.77, 999.27, 4.45, 0.83, 1000.78, 6.73, 2.79, 998.59, 2.55,
            1.51, 999.16, -1.23, 0.24, 1000.94, 3.88, -4.47, 1000.81, 1.6,
            0.54, 997.11, 3.14, -1.56, 998.29, 4.77, 0.61, 1001.92, 3.34,
            -2.94, 999.54, 5.29, 4.33, 1001.64, 1.15, 0.15, 1003.25, 2.96
          },
          12,
          3);

  /// A metric with what it is to look at, and scikit-learn's value.
  record Case(String name, Metric metric, Tensor output, Tensor target, double expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(
            "precision_score macro",
            ClassScore.precision(CLASSES).average(Average.MACRO),
            SAID,
            TARGETS,
            0.7583562271062271),
        new Case(
            "recall_score macro",
            ClassScore.recall(CLASSES).average(Average.MACRO),
            SAID,
            TARGETS,
            0.734453781512605),
        new Case(
            "fbeta_score 0.5 macro",
            ClassScore.fScore(CLASSES, 0.5).average(Average.MACRO),
            SAID,
            TARGETS,
            0.7429382570625509),
        new Case(
            "fbeta_score 2 macro",
            ClassScore.fScore(CLASSES, 2).average(Average.MACRO),
            SAID,
            TARGETS,
            0.7261631845969623),
        new Case(
            "precision_score micro",
            ClassScore.precision(CLASSES).average(Average.MICRO),
            SAID,
            TARGETS,
            0.75),
        new Case(
            "recall_score micro",
            ClassScore.recall(CLASSES).average(Average.MICRO),
            SAID,
            TARGETS,
            0.75),
        new Case(
            "fbeta_score 0.5 micro",
            ClassScore.fScore(CLASSES, 0.5).average(Average.MICRO),
            SAID,
            TARGETS,
            0.75),
        new Case(
            "fbeta_score 2 micro",
            ClassScore.fScore(CLASSES, 2).average(Average.MICRO),
            SAID,
            TARGETS,
            0.75),
        new Case(
            "precision_score weighted",
            ClassScore.precision(CLASSES).average(Average.WEIGHTED),
            SAID,
            TARGETS,
            0.813158195970696),
        new Case(
            "recall_score weighted",
            ClassScore.recall(CLASSES).average(Average.WEIGHTED),
            SAID,
            TARGETS,
            0.75),
        new Case(
            "fbeta_score 0.5 weighted",
            ClassScore.fScore(CLASSES, 0.5).average(Average.WEIGHTED),
            SAID,
            TARGETS,
            0.7927082315029583),
        new Case(
            "fbeta_score 2 weighted",
            ClassScore.fScore(CLASSES, 2).average(Average.WEIGHTED),
            SAID,
            TARGETS,
            0.7535908843826812),
        new Case("accuracy_score", new Accuracy(), SAID, TARGETS, 0.75),
        new Case("top_k_accuracy_score", new Accuracy(2), SCORES, TARGETS, 0.4583333333333333),
        new Case("confusion_matrix accuracy", new ConfusionMatrix(CLASSES), SAID, TARGETS, 0.75),
        new Case("jaccard_score", new MeanIoU(CLASSES), SAID, TARGETS, 0.5894188596491228),
        new Case("roc_auc_score ovr", Auc.roc(), SCORES, TARGETS, 0.4683186870672408),
        new Case(
            "average_precision_score ovr",
            Auc.precisionRecall(),
            SCORES,
            TARGETS,
            0.2933617347922495),
        new Case(
            "roc_auc_score", Auc.roc(), SCORES.select(1, 1), TARGETS.eq(1), 0.5400696864111498),
        new Case(
            "average_precision_score",
            Auc.precisionRecall(),
            SCORES.select(1, 1),
            TARGETS.eq(1),
            0.2955429247722481),
        new Case("exp(log_loss)", new Perplexity(), SCORES.log(), TARGETS, 6.38440453873843),
        new Case("r2_score", Regression.r2(), GUESSES, NUMBERS, 0.6268656651781788),
        new Case("mean_absolute_error", Regression.mae(), GUESSES, NUMBERS, 0.7922222222222316),
        new Case("mean_squared_error", Regression.mse(), GUESSES, NUMBERS, 0.9716500000000162),
        new Case(
            "root_mean_squared_error",
            Regression.rmse(),
            GUESSES.select(1, 0),
            NUMBERS.select(1, 0),
            1.235580160626308),
        new Case(
            "mean of mean_squared_error",
            new Mean((y, t) -> new MSELoss().apply(y, t).item()),
            GUESSES,
            NUMBERS,
            0.9716500000000162));
  }

  private static final double NEAR = 1e-9;

  @ParameterizedTest
  @MethodSource("cases")
  void theValueIsTheSame(Case c) {
    assertThat(c.metric().value()).as("before the first batch").isNaN();
    c.metric().update(c.output(), c.target());
    assertThat(c.metric().value()).isCloseTo(c.expected(), within(NEAR));
    c.metric().reset();
    assertThat(c.metric().value()).as("after a reset").isNaN();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theValueIsTheSameInUnevenBatches(Case c) {
    long n = c.target().size(0);
    for (long at = 0, size = 1; at < n; at += size, size = Math.min(size + 2, n - at))
      c.metric().update(c.output().narrow(0, at, size), c.target().narrow(0, at, size));
    assertThat(c.metric().value()).isCloseTo(c.expected(), within(NEAR));
  }

  /// The same data forty times over, in single samples, by eight threads, while another asks for
  /// the value all the time.
  @ParameterizedTest
  @MethodSource("cases")
  void nothingIsLostBetweenThreads(Case c) throws Exception {
    int n = (int) c.target().size(0);
    try (var threads = Executors.newFixedThreadPool(9)) {
      List<Future<?>> all = new ArrayList<>();
      for (int k = 0; k < 8; k++)
        all.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 5; round++)
                    for (int i = 0; i < n; i++)
                      c.metric().update(c.output().narrow(0, i, 1), c.target().narrow(0, i, 1));
                }));
      Future<?> asking =
          threads.submit(
              () -> {
                while (!Thread.currentThread().isInterrupted()) c.metric().value();
              });
      for (Future<?> f : all) f.get();
      asking.cancel(true);
    }
    double slack = c.name().startsWith("r2") ? 1e-6 : NEAR;
    assertThat(c.metric().value()).isCloseTo(c.expected(), within(slack));
  }

  @Test
  void theMatrixIsThatOfScikitLearn() {
    var m = new ConfusionMatrix(CLASSES);
    m.update(SAID, TARGETS);
    assertThat(m.matrix().flatten().toLongArray())
        .containsExactly(
            11, 3, 1, 0, 0, 1, 5, 1, 0, 0, 0, 2, 14, 1, 0, 0, 3, 0, 6, 0, 0, 0, 0, 0, 0);
    assertThat(m.shares().select(0, 2).toDoubleArray())
        .containsExactly(0, 2 / 17.0, 14 / 17.0, 1 / 17.0, 0);
    var some = new ConfusionMatrix(CLASSES).ignore(2);
    some.update(SAID, TARGETS);
    assertThat(some.matrix().select(0, 2).sum().itemLong()).isZero();
    assertThat(some.matrix().sum().itemLong()).isEqualTo(31);
    assertThatThrownBy(() -> m.update(Tensor.of(new long[] {0, 5}), Tensor.of(new long[] {0, 0})))
        .hasMessageContaining("[0, 5)");
    assertThat(m.matrix().sum().itemLong()).as("nothing of a batch that fails").isEqualTo(48);
  }

  /// roc_curve without `drop_intermediate`, and precision_recall_curve from its end.
  @Test
  void curvesAreThoseOfScikitLearn() {
    Tensor s = Tensor.of(new double[] {.1, .4, .35, .8, .4}, 5);
    Tensor t = Tensor.of(new long[] {0, 0, 1, 1, 1});
    var roc = Auc.roc();
    roc.update(s, t);
    Curve c = roc.curve();
    assertThat(c.x()).containsExactly(0, 0, 0.5, 0.5, 1);
    assertThat(c.y()).containsExactly(0, 1 / 3.0, 2 / 3.0, 1, 1);
    assertThat(c.thresholds()).containsExactly(Double.POSITIVE_INFINITY, .8, .4, .35, .1);
    var pr = Auc.precisionRecall();
    pr.update(s, t);
    assertThat(pr.curve().x()).containsExactly(0, 1 / 3.0, 2 / 3.0, 1, 1);
    assertThat(pr.curve().y()).containsExactly(1, 1, 2 / 3.0, .75, .6);
    assertThatThrownBy(() -> roc.update(s, Tensor.full(new long[] {5}, 2)))
        .hasMessageContaining("below 2");
  }

  @Test
  void targetsThatAreAllTheSameAreMetOrNot() {
    Tensor same = Tensor.full(new long[] {4}, 3.0);
    var met = Regression.r2();
    met.update(same, same);
    assertThat(met.value()).isEqualTo(1);
    var missed = Regression.r2();
    missed.update(same.add(1), same);
    assertThat(missed.value()).isZero();
  }
}
