package jotter.tensor.cpu.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {
  private final int before = Threads.get();

  @AfterEach
  void reset() {
    Threads.set(before);
  }

  @Test
  void everyBlockRunsOnce() {
    for (int threads = 1; threads <= 5; threads++) {
      Threads.set(threads);
      for (int blocks : new int[] {0, 1, 2, 3, 7, 64, 1001}) {
        var runs = new AtomicIntegerArray(blocks);
        Threads.run(blocks, runs::incrementAndGet);
        for (int i = 0; i < blocks; i++) assertEquals(1, runs.get(i));
      }
    }
  }

  @Test
  void everyBlockRunsOnceThereAndBack() {
    for (int threads = 1; threads <= 3; threads++) {
      Threads.set(threads);
      for (int blocks : new int[] {0, 1, 2, 3, 7, 64})
        for (int round = 0; round < 3; round++) {
          var runs = new AtomicIntegerArray(blocks);
          Threads.thereAndBack(blocks, runs::incrementAndGet);
          for (int i = 0; i < blocks; i++) assertEquals(1, runs.get(i));
        }
    }
  }

  @Test
  void aStageBeginsWhenTheOneBeforeIsDone() {
    for (int threads = 1; threads <= 4; threads++) {
      Threads.set(threads);
      for (int[] blocks : new int[][] {{3, 1}, {1, 0, 7}, {16, 32, 8}, {0, 0}, {200, 1, 200}})
        for (int round = 0; round < 500; round++) {
          var done = new AtomicInteger();
          Threads.Stage[] stages = new Threads.Stage[blocks.length];
          int sum = 0;
          for (int s = 0; s < stages.length; s++) {
            int before = sum;
            int end = sum += blocks[s];
            var runs = new AtomicIntegerArray(blocks[s]);
            stages[s] =
                new Threads.Stage(
                    blocks[s],
                    i -> {
                      assertEquals(1, runs.incrementAndGet(i));
                      assertTrue(done.get() >= before && done.getAndIncrement() < end);
                    });
          }
          Threads.run(stages);
          assertEquals(sum, done.get());
        }
    }
  }

  @Test
  void whatAStageThrowsEndsAll() {
    for (int threads = 1; threads <= 3; threads++) {
      Threads.set(threads);
      var more = new AtomicInteger();
      var e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  Threads.run(
                      new Threads.Stage(
                          8,
                          i -> {
                            if (i == 5) throw new IllegalStateException("block " + i);
                          }),
                      new Threads.Stage(8, i -> more.incrementAndGet())));
      assertEquals("block 5", e.getMessage());
      assertEquals(0, more.get());
    }
  }

  /// Every job is done when `run` returns, also one that comes before the workers have let go of
  /// the one before.
  @Test
  void shortJobsComeOneAfterTheOther() {
    Threads.set(3);
    int[] sums = new int[4];
    for (int job = 0; job < 50_000; job++) Threads.run(4, i -> sums[i]++);
    for (int sum : sums) assertEquals(50_000, sum);
  }

  /// What is to be done alone keeps to its thread, and what comes after it does not.
  @Test
  void aloneMeansOneThread() {
    Threads.set(3);
    Thread own = Thread.currentThread();
    int[] sum = new int[1];
    Threads.alone(
        () -> {
          assertEquals(1, Threads.here());
          Threads.alone(() -> sum[0]++);
          Threads.run(
              100,
              i -> {
                assertSame(own, Thread.currentThread());
                sum[0]++;
              });
        });
    assertEquals(101, sum[0]);
    assertEquals(3, Threads.here());
  }

  /// A helper that has just finished one job takes part in the next.
  @Test
  void jobsInARowHaveHelpToo() {
    Threads.set(2);
    for (int job = 0; job < 200; job++) {
      var both = new CountDownLatch(2);
      Threads.run(
          2,
          i -> {
            both.countDown();
            try {
              assertTrue(both.await(20, TimeUnit.SECONDS), "nobody took the other block");
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  @Test
  void helpersAreFoundAfterALongSleep() throws Exception {
    Threads.set(2);
    for (int job = 0; job < 5; job++) {
      Thread.sleep(20);
      jobsInARowHaveHelpToo();
    }
  }

  @Test
  void aLateHelperIsWaitedFor() {
    Threads.set(2);
    var done = new AtomicInteger();
    Thread caller = Thread.currentThread();
    for (int job = 0; job < 5; job++) {
      var both = new CountDownLatch(2);
      Threads.run(
          2,
          i -> {
            both.countDown();
            try {
              both.await();
              if (Thread.currentThread() != caller) Thread.sleep(30);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            done.incrementAndGet();
          });
      assertEquals(2 * (job + 1), done.get());
    }
  }

  @Test
  void blocksWithinBlocksRunInTheSameThread() {
    Threads.set(4);
    Threads.run(
        8,
        i -> {
          Thread here = Thread.currentThread();
          Threads.run(8, j -> assertSame(here, Thread.currentThread()));
        });
  }

  @Test
  void callersAtTheSameTimeDoNotMeet() throws Exception {
    Threads.set(3);
    var wrong = new AtomicInteger();
    Thread[] callers =
        IntStream.range(0, 4)
            .mapToObj(
                c ->
                    new Thread(
                        () -> {
                          for (int job = 0; job < 2000; job++) {
                            int[] out = new int[17];
                            Threads.run(17, i -> out[i] = i + c);
                            for (int i = 0; i < 17; i++)
                              if (out[i] != i + c) wrong.incrementAndGet();
                          }
                        }))
            .toArray(Thread[]::new);
    for (Thread t : callers) t.start();
    for (Thread t : callers) t.join();
    assertEquals(0, wrong.get());
  }

  @Test
  void whatABlockThrowsIsThrown() {
    Threads.set(2);
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Threads.run(
                    40,
                    i -> {
                      if (i == 33) throw new IllegalStateException("block " + i);
                    }));
    assertEquals("block 33", e.getMessage());
    everyBlockRunsOnce();
  }

  @Test
  void anInterruptCancels() throws Exception {
    Threads.set(2);
    var cancelled = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              Thread here = Thread.currentThread();
              here.interrupt();
              try {
                Threads.run(
                    100,
                    i -> {
                      if (Thread.currentThread() == here) return;
                      LockSupport.parkNanos(1_000_000);
                    });
              } catch (CancellationException e) {
                cancelled.set(true);
              }
            });
    caller.start();
    caller.join();
    assertTrue(cancelled.get());
  }

  /// Workers that sleep hold nothing of the last job.
  @Test
  void aJobIsForgotten() throws Exception {
    Threads.set(4);
    WeakReference<int[]> last = job();
    for (int i = 0; i < 100 && last.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertNull(last.get());
  }

  private static WeakReference<int[]> job() {
    int[] memory = new int[100];
    Threads.run(100, i -> memory[i] = i);
    return new WeakReference<>(memory);
  }
}
