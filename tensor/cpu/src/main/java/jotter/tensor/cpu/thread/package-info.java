/// Threads of the engine.
///
/// Deep learning calls thousands of short kernels per second, so what counts is how fast a handful
/// of threads starts on a few blocks and stops again: workers spin for some microseconds before
/// they park, blocks are claimed by one atomic counter, and nothing is allocated but the job
/// itself. A work-stealing pool has more to offer than is needed here and costs more per call.
///
/// Cutting the work by size alone keeps results reproducible: sums are taken over the same blocks
/// in the same order on one core and on sixty-four.
package jotter.tensor.cpu.thread;
