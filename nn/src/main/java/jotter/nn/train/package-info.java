/// Training: the loop, and those who listen to it.
///
/// A {@link jotter.nn.train.Trainer} runs the loop that everybody writes: batches, gradients,
/// steps, measures. Everything else (progress, logs, checkpoints, stopping early) listens to its
/// events, which are a sealed family, so a `switch` over them is complete.
package jotter.nn.train;
