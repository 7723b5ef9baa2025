/// Pooling of float32: windows over places whose channels lie side by side in vectors.
///
/// One loop serves all: a vector of channels at a place of the result comes from the vectors at the
/// places it sees, up to three rows of three of them in registers ({@link
/// jotter.tensor.cpu.conv.pool.PoolLoop}); larger windows are put together from such pieces. Ways
/// back are the same loops, as an element of the image sees the windows that hold it: nothing is
/// scattered, so the order of every sum is the same for any number of threads. What a place sees
/// along a dimension is a {@link jotter.tensor.cpu.conv.pool.Reach}, forwards and back.
///
/// Images with the channels innermost are read and written where they lie. Of all others, as many
/// planes as a vector has lanes are turned round, a band of rows at a time, into memory of the
/// thread, where they lie like that.
///
/// A maximum that is to have a gradient remembers by which tap of the kernel it was seen: half of
/// what its place in the plane would take, and the way back needs no more.
package jotter.tensor.cpu.conv.pool;
