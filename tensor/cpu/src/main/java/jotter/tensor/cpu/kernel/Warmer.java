package jotter.tensor.cpu.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.LinkedBlockingQueue;
import jotter.tensor.formula.code.Code.Kind;

/// Runs new vector kernels on scratch data until the just-in-time compiler has made machine code of
/// them. Before that a vector operation is an allocation and several calls, a hundred times slower
/// than the scalar loop; so callers keep to that one until a kernel is warm.
final class Warmer {
  private static final int N = 1024 + 5;
  private static final int[] LENGTHS = {N, N, N, 7, N, 1, N - 4, 0};
  private static final LinkedBlockingQueue<Runnable> QUEUE = new LinkedBlockingQueue<>();
  private static final long PATIENCE = 20_000_000_000L;

  static {
    Thread t = new Thread(Warmer::loop, "jotter-warm-up");
    t.setDaemon(true);
    t.start();
  }

  private Warmer() {}

  static void submit(Runnable r) {
    QUEUE.add(r);
  }

  private static void loop() {
    while (true) {
      try {
        QUEUE.take().run();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | LinkageError e) {
        System.getLogger("jotter.tensor.cpu")
            .log(
                System.Logger.Level.WARNING,
                "a vector kernel could not be made; the scalar one stays",
                e);
      }
    }
  }

  static boolean warm(ArrayKernel k, Kind kind, int inputs, int outputs, int steps) {
    Object[] in = new Object[inputs];
    Object[] out = new Object[outputs];
    for (int i = 0; i < inputs; i++) {
      in[i] = Staging.array(kind, N);
      for (int j = 0; j < N; j++) java.lang.reflect.Array.setByte(in[i], j, (byte) (1 + j % 3));
    }
    for (int i = 0; i < outputs; i++) out[i] = Staging.array(kind, N);
    double[] scalars = new double[64];
    java.util.Arrays.fill(scalars, 1);
    return until(kind, steps, n -> k.run(in, out, n, scalars));
  }

  static boolean warm(MemoryKernel k, Kind kind, int inputs, int steps, long still) {
    try (Arena arena = Arena.ofConfined()) {
      long[] p = new long[inputs + 1];
      for (int i = 0; i <= inputs; i++) {
        MemorySegment s = arena.allocate(8L * N, 64);
        p[i] = s.address();
        for (int j = 0; j < N; j++)
          switch (kind) {
            case F32 -> s.setAtIndex(Memory.F32, j, 1 + j % 3);
            case F64 -> s.setAtIndex(Memory.F64, j, 1 + j % 3);
            case I32 -> s.setAtIndex(Memory.I32, j, 1 + j % 3);
            case I64, TRUTH -> s.setAtIndex(Memory.I64, j, 1 + j % 3);
          }
      }
      double[] scalars = new double[64];
      java.util.Arrays.fill(scalars, 1);
      return until(kind, steps, n -> k.run(p, n, scalars));
    }
  }

  private static boolean until(Kind kind, int steps, java.util.function.IntConsumer run) {
    // Compiled code needs well under a nanosecond per lane and step, all else tens of them.
    double enough = 1 + 4.0 * steps / Simd.lanes(kind);
    long begin = System.nanoTime();
    int good = 0;
    while (System.nanoTime() - begin < PATIENCE) {
      long t = System.nanoTime();
      int elements = 0;
      for (int r = 0; r < 4; r++)
        for (int n : LENGTHS) {
          run.accept(n);
          elements += n;
        }
      double each = (double) (System.nanoTime() - t) / elements;
      good = each < enough ? good + 1 : 0;
      if (good >= 8) return true;
    }
    return false;
  }
}
