package jotter.tensor.cpu.memory;

/// What a storage holds on to.
sealed interface Holder permits Lease, Slab {
  /// One storage less; called once for each storage that is released explicitly.
  void leave();
}
