package jotter.tensor;

import java.util.IdentityHashMap;
import java.util.Map;
import jotter.tensor.op.Family;
import jotter.tensor.spi.Storage;

/// Who still needs which gradient while backward walks through the graph, so that its memory can be
/// used again at once: the garbage collector would find it too, but only after much more was taken.
///
/// Counted is only memory that an operation of the library made on the walk, and only until
/// somebody else may hold it: a leaf, a hook, the caller, an operation that is not the library's.
final class Ledger {
  /// Smaller gradients are not worth the trouble.
  private static final long LARGE = 64 << 10;

  /// For each known memory how many gradients that are still to be used lie in it.
  private final Map<Storage, int[]> uses = new IdentityHashMap<>();

  private final boolean open;

  /// @param open whether anything is counted at all
  Ledger(boolean open) {
    this.open = open;
  }

  private int[] of(Tensor g) {
    return g == null || g.storage().bytes() < LARGE ? null : uses.get(g.storage());
  }

  /// Whether what the gradient rule of this node gives, and what it gets, is known to the walk
  /// alone.
  static boolean knows(GradNode n) {
    return !(n.op instanceof Family f) || f.handsOver();
  }

  /// Memory that nobody else knows.
  void made(Tensor g) {
    if (open && g != null && g.storage().bytes() >= LARGE)
      uses.computeIfAbsent(g.storage(), s -> new int[1]);
  }

  /// What the gradient rule of `n` gave for `g`: new memory, or views of `g` or of what was saved.
  void made(GradNode n, Tensor[] g, Tensor[] back) {
    if (!open || !knows(n)) return;
    for (Tensor b : back) if (b != null && !n.keeps(b.storage()) && !among(g, b)) made(b);
  }

  private static boolean among(Tensor[] g, Tensor b) {
    for (Tensor t : g) if (t != null && t.storage() == b.storage()) return true;
    return false;
  }

  /// One more that needs it.
  void use(Tensor g) {
    int[] n = of(g);
    if (n != null) n[0]++;
  }

  /// One less; the memory is free after the last.
  void used(Tensor g) {
    int[] n = of(g);
    if (n != null && --n[0] <= 0) {
      uses.remove(g.storage());
      g.storage().release();
    }
  }

  /// Whether `own`, made of the gradient `g` for a leaf, is memory that nobody else knows or needs.
  boolean isSecret(Tensor g, Tensor own) {
    if (own.storage() != g.storage()) return open;
    int[] n = of(g);
    return n != null && n[0] == 1;
  }

  /// One less of each.
  void used(Tensor[] g) {
    if (!uses.isEmpty()) for (Tensor t : g) used(t);
  }

  /// Memory that nobody else knows has taken the place of `before`.
  void replaced(Tensor before, Tensor now) {
    made(now);
    use(now);
    used(before);
  }

  /// Free if nobody came to need it.
  void unlessUsed(Tensor[] g) {
    if (uses.isEmpty()) return;
    for (Tensor t : g) {
      int[] n = of(t);
      if (n == null || n[0] > 0) continue;
      uses.remove(t.storage());
      t.storage().release();
    }
  }

  /// Others may hold it from now on.
  void shared(Tensor g) {
    if (of(g) != null) uses.remove(g.storage());
  }

  /// Others may hold these from now on.
  void shared(Tensor[] g) {
    if (!uses.isEmpty()) for (Tensor t : g) shared(t);
  }
}
