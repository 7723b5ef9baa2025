package jotter.tensor.cpu.thread;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {
  private static void check(int from, int to, long taken) {
    assertArrayEquals(new int[] {from, to}, new int[] {Shares.from(taken), Shares.to(taken)});
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1001})
  void everyBlockIsTakenOnceByWhoeverTakesIt(int blocks) {
    for (int threads = 1; threads <= 5; threads++)
      for (boolean backwards : new boolean[] {false, true}) {
        var shares = new Shares(blocks, threads);
        int[] taken = new int[blocks];
        int homes = 0;
        while (!shares.isEmpty()) {
          long t = shares.take(homes++ % (threads + 1), backwards);
          assertTrue(Shares.from(t) < Shares.to(t));
          for (int b = Shares.from(t); b < Shares.to(t); b++) taken[b]++;
        }
        for (int n : taken) assertEquals(1, n);
        check(0, 0, shares.take(0, backwards));
      }
  }

  @Test
  void aThreadBeginsAtHomeAndHelpsFromTheOtherEnd() {
    var shares = new Shares(16, 2);
    check(8, 10, shares.take(1, false));
    check(10, 11, shares.take(1, false));
    check(0, 2, shares.take(0, false));
    for (int b = 11; b < 16; b++) check(b, b + 1, shares.take(1, false));
    check(7, 8, shares.take(1, false));
    check(2, 3, shares.take(0, false));
    assertFalse(shares.isEmpty());
  }

  @Test
  void backwardsAThreadIsAtHomeInTheSamePlace() {
    var shares = new Shares(16, 2);
    check(14, 16, shares.take(1, true));
    check(6, 8, shares.take(0, true));
    while (Shares.from(shares.take(1, true)) >= 8) {}
    // All of its own are taken, and the first one of the other's.
    check(1, 2, shares.take(1, true));
    check(5, 6, shares.take(0, true));
  }
}
