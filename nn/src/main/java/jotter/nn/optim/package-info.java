/// Optimizers and learning-rate schedules.
///
/// An optimizer is an update rule for one parameter, its gradient and what it remembers of earlier
/// steps. The rules are written as formulas, each one kernel that works in place, so a step reads
/// and writes every tensor once and allocates nothing.
///
/// Options have PyTorch's names and belong to groups of parameters; schedules change them.
package jotter.nn.optim;
