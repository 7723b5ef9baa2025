/// The candidate's side of a benchmark in which two programs are asked for the same workloads in
/// turn.
///
/// [Serve] speaks the protocol: ids come in as lines, figures go out as lines of JSON. [Measure] is
/// the stopwatch, [Numbers] makes inputs that are the same on both sides without exchanging a file,
/// and [Memory] reads what the process took. A workload is one [Workload]: an id and how to prepare
/// it.
///
/// The rules of the game: only Jotter's public API as a user would write it, nothing that knows the
/// workload, no result kept from one iteration to the next, every result in memory when an
/// iteration ends.
package jotter.bench;
