package jotter.nn.conformance;

import static jotter.nn.conformance.Arguments.*;

import jotter.nn.layers.*;
import jotter.nn.loss.*;

/// Losses.
final class LossTable {
  private LossTable() {}

  static void register() {
    Modules.of(
        "CrossEntropyLoss",
        "weight size_average ignore_index reduce reduction label_smoothing",
        a -> {
          var l = new CrossEntropyLoss(a.t(0), a.l(2, -100), r(a, 4), a.d(5, 0));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "NLLLoss",
        "weight size_average ignore_index reduce reduction",
        a -> {
          var l = new NLLLoss(a.t(0), a.l(2, -100), r(a, 4));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MSELoss",
        "size_average reduce reduction",
        a -> {
          var l = new MSELoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "L1Loss",
        "size_average reduce reduction",
        a -> {
          var l = new L1Loss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "SmoothL1Loss",
        "size_average reduce reduction beta",
        a -> {
          var l = new SmoothL1Loss(r(a, 2), a.d(3, 1));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "HuberLoss",
        "reduction delta",
        a -> {
          var l = new HuberLoss(r(a, 0), real(a.get(1), 1));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "BCELoss",
        "weight size_average reduce reduction",
        a -> {
          var l = new BCELoss(a.t(0), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "BCEWithLogitsLoss",
        "weight size_average reduce reduction pos_weight",
        a -> {
          var l = new BCEWithLogitsLoss(a.t(0), r(a, 3), a.t(4));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "KLDivLoss",
        "size_average reduce reduction log_target",
        a -> {
          var l = new KLDivLoss(r(a, 2), a.b(3, false));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "PoissonNLLLoss",
        "log_input full size_average eps reduce reduction",
        a -> {
          var l = new PoissonNLLLoss(a.b(0, true), a.b(1, false), a.d(3, 1e-8), r(a, 5));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "GaussianNLLLoss",
        "full eps reduction",
        a -> {
          var l = new GaussianNLLLoss(a.b(0, false), a.d(1, 1e-6), r(a, 2));
          return new Modules.Made(
              null, "input target var", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "SoftMarginLoss",
        "size_average reduce reduction",
        a -> {
          var l = new SoftMarginLoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "HingeEmbeddingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new HingeEmbeddingLoss(a.d(0, 1), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiMarginLoss",
        "p margin weight size_average reduce reduction",
        a -> {
          var l = new MultiMarginLoss(a.i(0, 1), a.d(1, 1), a.t(2), r(a, 5));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiLabelMarginLoss",
        "size_average reduce reduction",
        a -> {
          var l = new MultiLabelMarginLoss(r(a, 2));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MultiLabelSoftMarginLoss",
        "weight size_average reduce reduction",
        a -> {
          var l = new MultiLabelSoftMarginLoss(a.t(0), r(a, 3));
          return new Modules.Made(null, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "MarginRankingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new MarginRankingLoss(a.d(0, 0), r(a, 3));
          return new Modules.Made(
              null, "input1 input2 target", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "CosineEmbeddingLoss",
        "margin size_average reduce reduction",
        a -> {
          var l = new CosineEmbeddingLoss(a.d(0, 0), r(a, 3));
          return new Modules.Made(
              null, "input1 input2 target", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "TripletMarginLoss",
        "margin p eps swap size_average reduce reduction",
        a -> {
          var l = new TripletMarginLoss(a.d(0, 1), a.d(1, 2), a.d(2, 1e-6), a.b(3, false), r(a, 6));
          return new Modules.Made(
              null, "anchor positive negative", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "TripletMarginWithDistanceLoss",
        "margin swap reduction",
        a -> {
          var l =
              new TripletMarginWithDistanceLoss()
                  .margin(a.d(0, 1))
                  .swap(a.b(1, false))
                  .reduction(r(a, 2));
          return new Modules.Made(
              null, "anchor positive negative", in -> l.apply(in.t(0), in.t(1), in.t(2)));
        });
    Modules.of(
        "CTCLoss",
        "blank reduction zero_infinity",
        a -> {
          var l = new CTCLoss(a.l(0, 0), r(a, 1), a.b(2, false));
          return new Modules.Made(
              null,
              "log_probs targets input_lengths target_lengths",
              in -> l.apply(in.t(0), in.t(1), in.longs(2), in.longs(3)));
        });
    Modules.of(
        "LinearCrossEntropyLoss",
        "in_features num_classes out_features bias reduction weight ignore_index label_smoothing options",
        a -> {
          LinearCrossEntropyLoss l =
              new LinearCrossEntropyLoss(
                  a.l(0, 0),
                  a.l(1, 0),
                  a.longs(2),
                  a.b(3, false),
                  new CrossEntropyLoss(a.t(5), a.l(6, -100), r(a, 4), a.d(7, 0)));
          return new Modules.Made(l, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
    Modules.of(
        "AdaptiveLogSoftmaxWithLoss",
        "in_features n_classes cutoffs div_value head_bias",
        a -> {
          AdaptiveLogSoftmaxWithLoss l =
              new AdaptiveLogSoftmaxWithLoss(
                  a.l(0, 0), a.l(1, 0), a.longs(2), a.d(3, 4), a.b(4, false));
          return new Modules.Made(l, "input target", in -> l.apply(in.t(0), in.t(1)));
        });
  }
}
