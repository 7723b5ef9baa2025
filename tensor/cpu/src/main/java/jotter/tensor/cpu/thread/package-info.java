/// Threads of the engine.
///
/// Deep learning calls thousands of short kernels per second, so what counts is how fast a handful
/// of threads starts on a few blocks and stops again, and that each finds in the cache of its own
/// core what it wrote there an operation ago. Workers spin for some microseconds before they park;
/// each thread has the same share of the blocks in every operation, and helps others with what is
/// left of theirs when it is done. A work-stealing pool has more to offer than is needed here and
/// costs more per call.
///
/// Cutting the work by size alone keeps results reproducible: sums are taken over the same blocks
/// in the same order on one core and on sixty-four.
package jotter.tensor.cpu.thread;
