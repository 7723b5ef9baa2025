/// Reductions, scans and row kernels.
///
/// Elements are taken in pieces of a few thousand into arrays of the type they are summed in,
/// whatever their own type and layout, and the loops run over these arrays while they are in the
/// first level cache. The detour costs little, since most reductions wait for memory, and it makes
/// one loop serve all types and layouts. The choice between folding lines and folding rows, and the
/// places where long lines are cut for several threads, depend on sizes and strides alone.
///
/// float32 is summed in short runs of float32 added up in float64, variances by pieces merged after
/// Chan, Golub and LeVeque: more exact than a plain loop, and not slower.
package jotter.tensor.cpu.reduce;
