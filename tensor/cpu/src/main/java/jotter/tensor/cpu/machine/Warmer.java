package jotter.tensor.cpu.machine;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Runs new vector kernels on scratch data until the just-in-time compiler has made machine code of
/// them. Before that a vector operation is an allocation and several calls, a hundred times slower
/// than the scalar loop; so callers keep to that one until a kernel is warm.
///
/// All kernels that wait have their turns one after the other, so that one which stays slow keeps
/// none of the others waiting. When a kernel has been called often enough to be on the compiler's
/// list, its turns become rare: the processor is the compiler's and the caller's then.
///
/// What stays slow while nothing else is under way is made once more, as a class of its own, and
/// the one that is fast first serves. For there is a way in which HotSpot forgets a method: while
/// its optimizing compiler has a long list, a hot method is compiled without profiling first; to be
/// optimized it must be compiled with profiling next, and if it has grown too large for that by
/// what is made part of it, it stays as it is for good.
public final class Warmer {
  /// Nanoseconds of one turn, and of all turns of a kernel after which it is given up.
  private static final long TURN = 2_000_000L;

  private static final long PATIENCE = 20_000_000_000L;

  /// Nanoseconds of turns after which a kernel only needs to be looked at now and then, if it was
  /// tried often (what has no loop, the compiler counts call by call), and if it was not.
  private static final long KNOWN = 30_000_000L;

  private static final long KNOWN_AT_LAST = 4 * KNOWN;
  private static final int OFTEN = 250;

  /// Looks at such a kernel take one part of the time in so many, and one in eight of what was
  /// spent on it passes before the next.
  private static final int RARE = 5;

  /// Times in a row that a kernel has to be fast.
  private static final int PROOFS = 5;

  /// Nanoseconds without any news after which a kernel that is still slow is made a second time,
  /// and how often that is done.
  private static final long SILENCE = 1_000_000_000L;

  private static final int AGAIN = 3;

  private static final DelayQueue<Candidate<?>> QUEUE = new DelayQueue<>();

  /// When a kernel was added or became ready last.
  private static volatile long news = System.nanoTime();

  static {
    Thread t = new Thread(Warmer::loop, "jotter-warm-up");
    t.setDaemon(true);
    t.start();
  }

  private Warmer() {}

  /// Makes a kernel on the warm-up thread, tries it until it is fast, then hands it over. `fast`
  /// runs it for less than a millisecond, if it is machine code, and says whether it was.
  public static <K> void warm(Supplier<K> make, Predicate<K> fast, Consumer<K> ready) {
    add(new Candidate<>(make, fast, ready, new AtomicBoolean(), AGAIN));
  }

  private static void add(Candidate<?> c) {
    news = System.nanoTime();
    QUEUE.add(c);
  }

  private static final class Candidate<K> implements Delayed {
    private final Supplier<K> make;
    private final Predicate<K> fast;
    private final Consumer<K> ready;

    /// Whether this kernel is ready, made now or before.
    private final AtomicBoolean done;

    /// How many times it may be made anew.
    private int again;

    private K kernel;
    private int proofs;
    private int tries;
    private long spent;
    private long due = System.nanoTime();

    Candidate(
        Supplier<K> make, Predicate<K> fast, Consumer<K> ready, AtomicBoolean done, int again) {
      this.make = make;
      this.fast = fast;
      this.ready = ready;
      this.done = done;
      this.again = again;
    }

    /// Gives whether the kernel needs no further turn.
    boolean turn() {
      if (done.get()) return true;
      if (again > 0 && isKnown() && System.nanoTime() - news > SILENCE) {
        add(new Candidate<>(make, fast, ready, done, again - 1));
        again = 0;
      }
      if (kernel == null) {
        kernel = make.get();
        // The first time loads classes and links calls, long and once: it says nothing.
        fast.test(kernel);
      }
      long begin = System.nanoTime();
      long now = begin;
      long turn = isKnown() ? 0 : TURN;
      do {
        proofs = fast.test(kernel) ? proofs + 1 : 0;
        tries++;
        now = System.nanoTime();
      } while (proofs < PROOFS && (proofs > 0 || now - begin < turn));
      spent += now - begin;
      due = isKnown() ? now + Math.max(RARE * (now - begin), spent / 8) : now;
      if (proofs == PROOFS) {
        news = now;
        done.set(true);
        ready.accept(kernel);
      }
      return proofs == PROOFS || spent > PATIENCE;
    }

    private boolean isKnown() {
      return spent > KNOWN && tries > OFTEN || spent > KNOWN_AT_LAST;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.signum(due - ((Candidate<?>) other).due);
    }
  }

  private static void loop() {
    while (true) {
      try {
        Candidate<?> c = QUEUE.take();
        if (!c.turn()) QUEUE.add(c);
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
}
