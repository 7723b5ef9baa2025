package jotter.tensor.testkit.conformance.bind;

import java.util.function.BinaryOperator;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;
import jotter.tensor.testkit.conformance.Values.FunctionValue;
import jotter.tensor.testkit.conformance.Values.ModuleValue;

/// Losses and distances.
public final class NnLoss {
  private NnLoss() {}

  public static void bind(Bindings b) {
    b.on(
        "nn.functional.mse_loss",
        "input target size_average reduce reduction weight",
        a -> squared(a));
    b.on(
        "nn.functional.l1_loss",
        "input target size_average reduce reduction weight",
        a -> absolute(a));
    b.on(
        "nn.functional.smooth_l1_loss",
        "input target size_average reduce reduction beta",
        a -> F.smoothL1Loss(a.t(0), a.t(1), a.s(4, "mean"), a.d(5, 1)));
    b.on(
        "nn.functional.huber_loss",
        "input target reduction delta weight",
        a -> F.huberLoss(a.t(0), a.t(1), a.s(2, "mean"), a.d(3, 1), a.t(4)));
    b.on(
        "nn.functional.nll_loss",
        "input target weight size_average ignore_index reduce reduction",
        a -> F.nllLoss(a.t(0), a.t(1), a.t(2), a.l(4, -100), a.s(6, "mean")));
    b.on(
        "nn.functional.cross_entropy",
        "input target weight size_average ignore_index reduce reduction label_smoothing",
        a -> F.crossEntropy(a.t(0), a.t(1), a.t(2), a.l(4, -100), a.s(6, "mean"), a.d(7, 0)));
    b.on(
        "nn.functional.linear_cross_entropy",
        "input linear_weight target linear_bias weight reduction ignore_index label_smoothing options",
        a ->
            F.linearCrossEntropy(
                a.t(0), a.t(1), a.t(3), a.t(2), a.t(4), a.l(6, -100), a.s(5, "mean"), a.d(7, 0)));
    b.on(
        "nn.functional.binary_cross_entropy",
        "input target weight size_average reduce reduction",
        a -> F.binaryCrossEntropy(a.t(0), a.t(1), a.t(2), a.s(5, "mean")));
    b.on(
        "nn.functional.binary_cross_entropy_with_logits",
        "input target weight size_average reduce reduction pos_weight",
        a -> F.binaryCrossEntropyWithLogits(a.t(0), a.t(1), a.t(2), a.s(5, "mean"), a.t(6)));
    b.on(
        "nn.functional.kl_div",
        "input target size_average reduce reduction log_target",
        a -> F.klDiv(a.t(0), a.t(1), a.s(4, "mean"), a.b(5, false)));
    b.on(
        "nn.functional.poisson_nll_loss",
        "input target log_input full size_average eps reduce reduction",
        a ->
            F.poissonNllLoss(
                a.t(0), a.t(1), a.b(2, true), a.b(3, false), a.d(5, 1e-8), a.s(7, "mean")));
    b.on(
        "nn.functional.gaussian_nll_loss",
        "input target var full eps reduction",
        a ->
            F.gaussianNllLoss(a.t(0), a.t(1), a.t(2), a.b(3, false), a.d(4, 1e-6), a.s(5, "mean")));
    b.on(
        "nn.functional.soft_margin_loss",
        "input target size_average reduce reduction",
        a -> F.softMarginLoss(a.t(0), a.t(1), a.s(4, "mean")));
    b.on(
        "nn.functional.margin_ranking_loss",
        "input1 input2 target margin size_average reduce reduction",
        a -> F.marginRankingLoss(a.t(0), a.t(1), a.t(2), a.d(3, 0), a.s(6, "mean")));
    b.on(
        "nn.functional.hinge_embedding_loss",
        "input target margin size_average reduce reduction",
        a -> F.hingeEmbeddingLoss(a.t(0), a.t(1), a.d(2, 1), a.s(5, "mean")));
    b.on(
        "nn.functional.multi_margin_loss",
        "input target p margin weight size_average reduce reduction",
        a -> F.multiMarginLoss(a.t(0), a.t(1), a.i(2, 1), a.d(3, 1), a.t(4), a.s(7, "mean")));
    b.on(
        "nn.functional.multilabel_margin_loss",
        "input target size_average reduce reduction",
        a -> F.multilabelMarginLoss(a.t(0), a.t(1), a.s(4, "mean")));
    b.on(
        "nn.functional.multilabel_soft_margin_loss",
        "input target weight size_average reduce reduction",
        a -> F.multilabelSoftMarginLoss(a.t(0), a.t(1), a.t(2), a.s(5, "mean")));
    b.on(
        "nn.functional.cosine_similarity",
        "x1 x2 dim eps",
        a -> F.cosineSimilarity(a.t(0), a.t(1), a.i(2, 1), a.d(3, 1e-8)));
    b.on(
        "nn.functional.cosine_embedding_loss",
        "input1 input2 target margin size_average reduce reduction",
        a -> F.cosineEmbeddingLoss(a.t(0), a.t(1), a.t(2), a.d(3, 0), a.s(6, "mean")));
    b.on(
        "nn.functional.pairwise_distance",
        "x1 x2 p eps keepdim",
        a -> F.pairwiseDistance(a.t(0), a.t(1), a.d(2, 2), a.d(3, 1e-6), a.b(4, false)));
    b.on("nn.functional.pdist", "input p", a -> F.pdist(a.t(0), a.d(1, 2)));
    b.on(
        "nn.functional.triplet_margin_loss",
        "anchor positive negative margin p eps swap size_average reduce reduction",
        a ->
            F.tripletMarginLoss(
                a.t(0),
                a.t(1),
                a.t(2),
                a.d(3, 1),
                a.d(4, 2),
                a.d(5, 1e-6),
                a.b(6, false),
                a.s(9, "mean")));
    b.on(
        "nn.functional.triplet_margin_with_distance_loss",
        "anchor positive negative distance_function margin swap reduction",
        a ->
            F.tripletMarginLoss(
                a.t(0),
                a.t(1),
                a.t(2),
                distance(a.get(3)),
                a.d(4, 1),
                a.b(5, false),
                a.s(6, "mean")));
    b.on(
        "nn.functional.ctc_loss",
        "log_probs targets input_lengths target_lengths blank reduction zero_infinity",
        a ->
            F.ctcLoss(
                a.t(0), a.t(1), a.longs(2), a.longs(3), a.l(4, 0), a.s(5, "mean"), a.b(6, false)));
  }

  private static Tensor squared(Args a) {
    Tensor w = (Tensor) a.named("weight");
    return F.mseLoss(a.t(0), a.t(1), reduction(a), w);
  }

  private static Tensor absolute(Args a) {
    Tensor w = (Tensor) a.named("weight");
    return F.l1Loss(a.t(0), a.t(1), reduction(a), w);
  }

  private static String reduction(Args a) {
    return a.named("reduction") instanceof String s ? s : "mean";
  }

  private static BinaryOperator<Tensor> distance(Object f) {
    return switch (f) {
      case null -> (x, y) -> F.pairwiseDistance(x, y, 2, 1e-6, false);
      case FunctionValue v when v.name().endsWith("cosine_similarity") ->
          (x, y) -> F.cosineSimilarity(x, y, 1, 1e-8);
      case FunctionValue v when v.name().endsWith("pairwise_distance") ->
          (x, y) -> F.pairwiseDistance(x, y, 2, 1e-6, false);
      case ModuleValue m -> (x, y) -> F.pairwiseDistance(x, y, 2, 1e-6, false);
      default -> throw new IllegalArgumentException("unknown distance " + f);
    };
  }
}
