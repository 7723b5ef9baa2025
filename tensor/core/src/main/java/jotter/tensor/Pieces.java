package jotter.tensor;

import java.util.BitSet;
import jotter.tensor.op.Views;

/// The gradient of a tensor that was looked at slice by slice: those of the slices are put side by
/// side. Zeros around each of them, and the sums of these, would be many passes over the whole.
final class Pieces {
  private final Tensor whole;
  private final int dim;

  /// The places along the dimension that hold something.
  private final BitSet filled = new BitSet();

  /// @param dim the dimension along which the first slice was taken
  Pieces(long[] shape, Tensor like, int dim) {
    this.whole = Tensor.empty(shape, like.dtype(), like.device());
    this.dim = dim;
  }

  /// The pieces of each output of a node, and in them those of `output`.
  static Pieces of(Pieces[] all, int output, long[] shape, Tensor like, int dim) {
    if (all[output] == null) all[output] = new Pieces(shape, like, dim);
    return all[output];
  }

  /// Whether a slice can be one of the pieces: only dimensions of which places can be counted.
  static boolean takes(Views.Slice s, long[] shape) {
    return shape[s.dim()] <= 1 << 20 && s.step() > 0;
  }

  /// Puts or adds the gradient of a slice where it was taken from.
  void add(Views.Slice s, Tensor g) {
    boolean free = s.dim() == dim && isFree(s);
    if (!free) fill();
    Tensor part = Dispatch.view(s, whole);
    if (!free) part.add_(g);
    else {
      part.copy_(g);
      if (s.step() == 1) filled.set(place(s, 0), place(s, s.length()));
      else for (long i = 0; i < s.length(); i++) filled.set(place(s, i));
    }
  }

  private boolean isFree(Views.Slice s) {
    if (s.step() == 1) {
      int next = filled.nextSetBit(place(s, 0));
      return next < 0 || next >= place(s, s.length());
    }
    for (long i = 0; i < s.length(); i++) if (filled.get(place(s, i))) return false;
    return true;
  }

  private static int place(Views.Slice s, long i) {
    return (int) (s.start() + i * s.step());
  }

  private void fill() {
    int n = (int) whole.size(dim);
    for (int from = filled.nextClearBit(0); from < n; from = filled.nextClearBit(from)) {
      int next = filled.nextSetBit(from);
      int to = next < 0 ? n : next;
      whole.narrow(dim, from, to - from).zero_();
      filled.set(from, to);
    }
  }

  /// All pieces, zeros between them, plus `more` unless that is null.
  Tensor sum(Tensor more) {
    fill();
    return more == null ? whole : whole.add_(more);
  }

  /// What each output of a node got, slices and all else together.
  static void into(Tensor[] g, Pieces[] pieces) {
    if (pieces == null) return;
    for (int k = 0; k < g.length; k++) if (pieces[k] != null) g[k] = pieces[k].sum(g[k]);
  }
}
