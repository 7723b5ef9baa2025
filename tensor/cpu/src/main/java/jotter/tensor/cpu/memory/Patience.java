package jotter.tensor.cpu.memory;

/// How much longer than usual to wait for the next collection, because the last ones found nothing.
///
/// Where memory is given back without the collector, as backward and scopes do, whatever is held is
/// alive, and every collection is time lost. The first that finds something ends the waiting.
final class Patience {
  private static final int MOST = 16;

  private volatile int factor = 1;

  /// 1 to begin with, twice as much after every collection in vain.
  int factor() {
    return factor;
  }

  /// What a collection found dead of the memory that it was asked for.
  void learn(long found, long suspected) {
    factor = found >= suspected / 4 ? 1 : Math.min(2 * factor, MOST);
  }
}
