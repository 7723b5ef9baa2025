package jotter.nn.train;

import java.util.Map;

/// What happens while a network is trained.
public sealed interface TrainEvent {
  /// The trainer that trains.
  Trainer<?> trainer();

  /// Training begins.
  ///
  /// @param epochs how many epochs there will be, those before a resumed checkpoint included
  /// @param batches how many batches an epoch has, -1 if that is not known
  record FitStarted(Trainer<?> trainer, int epochs, long batches) implements TrainEvent {}

  /// An epoch begins, counted from 1.
  record EpochStarted(Trainer<?> trainer, int epoch) implements TrainEvent {}

  /// A batch is done.
  ///
  /// @param step how many batches there were since training began
  /// @param batch how many batches there were in this epoch
  /// @param metrics `loss` of this batch, and the metrics of the epoch so far
  record BatchDone(
      Trainer<?> trainer, int epoch, long step, long batch, Map<String, Double> metrics)
      implements TrainEvent {}

  /// The gradients of a step are there, clipped if they are to be, and the parameters not yet
  /// changed: the place for who wants to look at gradients.
  record Differentiated(Trainer<?> trainer, int epoch, long step) implements TrainEvent {}

  /// The parameters were changed; several batches may share a step.
  record Stepped(Trainer<?> trainer, int epoch, long step, double lr, double gradNorm)
      implements TrainEvent {}

  /// Validation is done.
  ///
  /// @param metrics `val_loss`, ...
  record Validated(Trainer<?> trainer, int epoch, Map<String, Double> metrics)
      implements TrainEvent {}

  /// An epoch is done.
  ///
  /// @param metrics the means of the epoch, and those of validation
  record EpochDone(Trainer<?> trainer, int epoch, Map<String, Double> metrics)
      implements TrainEvent {}

  /// Training is over.
  ///
  /// @param reason why: all epochs done, a listener stopped it, an interrupt, an error
  record FitDone(Trainer<?> trainer, History history, String reason) implements TrainEvent {}
}
