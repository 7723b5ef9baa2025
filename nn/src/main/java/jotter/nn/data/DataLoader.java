package jotter.nn.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.display.Facts;
import jotter.tensor.display.HasFacts;

/// Batches of a data set, epoch after epoch.
///
/// ```java
/// var loader = DataLoader.of(Mnist.train(), 64).shuffle(true).workers(2);
/// for (Labeled batch : loader) { ... }     // one epoch
/// ```
///
/// Each call of `iterator` is a new epoch with an order of its own. Order and augmentation depend
/// on the seed, the epoch and the sample alone: the batches are the same for any number of workers.
/// Workers are threads that load ahead; what fails in one is thrown by the loop, naming the sample.
/// An interrupt of the looping thread ends the loop with a CancellationException.
///
/// @param <B> the batches
public final class DataLoader<B> implements Iterable<B>, HasFacts {
  /// What a batch is made from: the sampler's choice of samples, and the batch of some of them.
  private interface Source<B> {
    BatchSampler batches(boolean shuffle, int size, boolean dropLast);

    B batch(long[] indices, LongFunction<Rng> rng);

    long size();

    /// The stream's batches, or null for data that is indexed.
    default Iterator<B> stream(int size, boolean dropLast, Rng epoch, LongFunction<Rng> rng) {
      return null;
    }
  }

  private final Source<B> source;
  private final int size;
  private boolean shuffle;
  private boolean dropLast;
  private int workers;
  private int prefetch = 2;
  private long seed = Rng.current().split().nextLong();
  private long epoch;
  private long skip;
  private Sampler sampler;
  private BatchSampler batchSampler;
  private UnaryOperator<B> prepare = UnaryOperator.identity();

  private DataLoader(Source<B> source, int size) {
    Check.value(size > 0, "loader", "the batch size must be positive, got " + size);
    this.source = source;
    this.size = size;
  }

  /// Batches of `size` samples in the form of the samples: see {@link Collate#stack}.
  public static <T> DataLoader<T> of(Dataset<T> data, int size) {
    return new DataLoader<>(new Indexed<>(data, Collate::stack, true), size);
  }

  /// Batches of `size` samples, made by `collate`.
  public static <T, B> DataLoader<B> of(
      Dataset<T> data, int size, Function<List<T>, ? extends B> collate) {
    return new DataLoader<>(new Indexed<>(data, collate, false), size);
  }

  /// Batches of a stream, in its order.
  public static <T> DataLoader<T> of(StreamDataset<T> data, int size) {
    return of(data, size, Collate::stack);
  }

  /// Batches of a stream, in its order, made by `collate`.
  public static <T, B> DataLoader<B> of(
      StreamDataset<T> data, int size, Function<List<T>, ? extends B> collate) {
    return new DataLoader<>(new Streamed<>(data, collate), size);
  }

  private record Indexed<T, B>(
      Dataset<T> data, Function<List<T>, ? extends B> collate, boolean plain) implements Source<B> {
    @Override
    public BatchSampler batches(boolean shuffle, int size, boolean dropLast) {
      Sampler s = shuffle ? Sampler.random(data.size()) : Sampler.sequential(data.size());
      return BatchSampler.of(s, size, dropLast);
    }

    @Override
    public long size() {
      return data.size();
    }

    @Override
    @SuppressWarnings("unchecked")
    public B batch(long[] indices, LongFunction<Rng> rng) {
      // Without a function of the user's, batches have the type of samples.
      T whole = plain ? data.gather(indices) : null;
      if (whole != null) return (B) whole;
      List<T> samples = new ArrayList<>(indices.length);
      for (long i : indices) {
        try {
          samples.add(Rng.with(rng.apply(i), () -> data.get(i)));
        } catch (RuntimeException e) {
          throw new SampleException(i, e);
        }
      }
      return collate.apply(samples);
    }
  }

  private record Streamed<T, B>(StreamDataset<T> data, Function<List<T>, ? extends B> collate)
      implements Source<B> {
    @Override
    public BatchSampler batches(boolean shuffle, int size, boolean dropLast) {
      throw new UnsupportedOperationException("a stream has no indices");
    }

    @Override
    public B batch(long[] indices, LongFunction<Rng> rng) {
      throw new UnsupportedOperationException("a stream has no indices");
    }

    @Override
    public long size() {
      return -1;
    }

    @Override
    public Iterator<B> stream(int size, boolean dropLast, Rng epoch, LongFunction<Rng> rng) {
      Iterator<T> from = Rng.with(epoch, data::open);
      return new Iterator<>() {
        private List<T> ahead;
        private long index;

        @Override
        public boolean hasNext() {
          if (ahead != null) return true;
          List<T> l = new ArrayList<>(size);
          while (l.size() < size && sample(l)) index++;
          if (l.isEmpty() || l.size() < size && dropLast) {
            close();
            return false;
          }
          ahead = l;
          return true;
        }

        /// Random numbers come from the sample's number, whoever reads it.
        private boolean sample(List<T> to) {
          interruptible();
          try {
            return Rng.with(
                rng.apply(index),
                () -> {
                  if (!from.hasNext()) return false;
                  to.add(from.next());
                  return true;
                });
          } catch (CancellationException e) {
            throw e;
          } catch (RuntimeException e) {
            throw new SampleException(index, e);
          }
        }

        private void close() {
          if (from instanceof AutoCloseable c) {
            try {
              c.close();
            } catch (Exception e) {
              throw new IllegalStateException("the stream cannot be closed", e);
            }
          }
        }

        @Override
        public B next() {
          if (!hasNext()) throw new NoSuchElementException();
          List<T> l = ahead;
          ahead = null;
          return collate.apply(l);
        }
      };
    }
  }

  // ---- options ----

  /// Whether each epoch has an order of its own.
  public DataLoader<B> shuffle(boolean on) {
    Check.value(
        !on || source.size() >= 0,
        "shuffle",
        "a stream has no order to change; use StreamDataset.shuffle(window, seed)");
    shuffle = on;
    return this;
  }

  /// Whether a last batch that is not full is left out.
  public DataLoader<B> dropLast(boolean on) {
    dropLast = on;
    return this;
  }

  /// How many threads load ahead; 0 loads in the loop itself.
  public DataLoader<B> workers(int n) {
    Check.value(n >= 0, "workers", "must not be negative, got " + n);
    workers = n;
    return this;
  }

  /// How many batches each worker is ahead.
  public DataLoader<B> prefetch(int n) {
    Check.value(n > 0, "prefetch", "must be positive, got " + n);
    prefetch = n;
    return this;
  }

  /// Does something to every batch in the thread that has loaded it, such as copying it to pinned
  /// memory or to a GPU, so that the loop does not wait for that.
  ///
  /// ```java
  /// loader.prepare(b -> new Labeled(b.x().to(device), b.y().to(device)));
  /// ```
  public DataLoader<B> prepare(UnaryOperator<B> f) {
    prepare = f;
    return this;
  }

  /// What order and augmentation begin from.
  public DataLoader<B> seed(long value) {
    seed = value;
    return this;
  }

  /// Which samples an epoch has; takes the place of `shuffle`.
  public DataLoader<B> sampler(Sampler s) {
    sampler = s;
    return this;
  }

  /// Which batches an epoch has; takes the place of batch size, `shuffle` and `sampler`.
  public DataLoader<B> batchSampler(BatchSampler s) {
    batchSampler = s;
    return this;
  }

  /// The number of the next epoch, from 0.
  public long epoch() {
    return epoch;
  }

  /// Goes on with epoch `e`, as after a checkpoint.
  public DataLoader<B> epoch(long e) {
    epoch = e;
    return this;
  }

  /// Leaves out the first `batches` of the next epoch, as after a checkpoint; they are not loaded.
  public DataLoader<B> skip(long batches) {
    Check.value(batches >= 0, "skip", "must not be negative, got " + batches);
    skip = batches;
    return this;
  }

  /// How many batches an epoch has; -1 for a stream.
  public long batches() {
    if (source.size() < 0) return -1;
    if (batchSampler == null && sampler == null)
      return dropLast ? source.size() / size : (source.size() + size - 1) / size;
    return order(epoch).batches(rng(epoch)).size();
  }

  private BatchSampler order(long e) {
    if (batchSampler != null) return batchSampler;
    if (sampler != null) return BatchSampler.of(sampler, size, dropLast);
    return source.batches(shuffle, size, dropLast);
  }

  private Rng rng(long e) {
    return Rng.of(mix(seed, e));
  }

  /// SplitMix64's finalizer over both numbers.
  private static long mix(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  // ---- what it says of itself ----

  @Override
  public Facts facts() {
    var inside = new LinkedHashMap<String, Object>();
    inside.put("samples", source.size() < 0 ? "a stream" : (Object) source.size());
    inside.put("batch size", size);
    inside.put("shuffle", shuffle);
    inside.put("workers", workers);
    inside.put("epochs begun", epoch);
    String many =
        source.size() < 0
            ? "a stream in batches of " + size
            : source.size() + " samples in " + batches() + " batches";
    return new Facts(many + (shuffle ? ", shuffled" : ""), inside);
  }

  /// `DataLoader (2000 samples in 32 batches, shuffled)`.
  @Override
  public String toString() {
    return "DataLoader (" + facts().line() + ")";
  }

  // ---- epochs ----

  /// The batches of the next epoch.
  @Override
  public Iterator<B> iterator() {
    long e = epoch++;
    long behind = skip;
    skip = 0;
    long epochSeed = mix(seed, ~e);
    LongFunction<Rng> rng = i -> Rng.of(mix(epochSeed, i));
    if (source.size() < 0) {
      Iterator<B> raw = source.stream(size, dropLast, rng(e), rng);
      for (long i = 0; i < behind && raw.hasNext(); i++) raw.next();
      Iterator<B> all = prepared(raw);
      return workers == 0 ? all : new Ahead(() -> all.hasNext() ? all.next() : null, 1);
    }
    List<long[]> batches = order(e).batches(rng(e));
    Iterator<long[]> order =
        batches.subList((int) Math.min(behind, batches.size()), batches.size()).iterator();
    if (workers == 0) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return order.hasNext();
        }

        @Override
        public B next() {
          interruptible();
          return prepare.apply(source.batch(order.next(), rng));
        }
      };
    }
    return new Ahead(order, rng);
  }

  private Iterator<B> prepared(Iterator<B> raw) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return raw.hasNext();
      }

      @Override
      public B next() {
        return prepare.apply(raw.next());
      }
    };
  }

  private static void interruptible() {
    if (Thread.currentThread().isInterrupted())
      throw new CancellationException("the loader was interrupted");
  }

  /// Batches that workers load ahead, handed out in order. Threads that nobody waits for end by
  /// themselves, so a loop may be left at any time.
  private final class Ahead implements Iterator<B> {
    private final ThreadPoolExecutor pool;
    private final Deque<Future<B>> coming = new ArrayDeque<>();
    private final java.util.function.Supplier<Future<B>> submit;

    Ahead(Iterator<long[]> order, LongFunction<Rng> rng) {
      pool = threads(workers);
      submit =
          () -> {
            if (!order.hasNext()) return null;
            long[] indices = order.next();
            return pool.submit(() -> prepare.apply(source.batch(indices, rng)));
          };
      fill();
    }

    /// For streams: one reader, whose end is a null.
    Ahead(java.util.function.Supplier<B> reader, int readers) {
      pool = threads(readers);
      submit = () -> pool.submit(reader::get);
      fill();
    }

    private static ThreadPoolExecutor threads(int n) {
      ThreadPoolExecutor p =
          new ThreadPoolExecutor(
              n,
              n,
              2,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              r -> {
                Thread t = new Thread(r, "jotter-loader");
                t.setDaemon(true);
                return t;
              });
      p.allowCoreThreadTimeOut(true);
      return p;
    }

    private void fill() {
      while (coming.size() < Math.max(1, workers) * prefetch) {
        Future<B> f = submit.get();
        if (f == null) return;
        coming.add(f);
      }
    }

    @Override
    public boolean hasNext() {
      if (coming.isEmpty()) return false;
      return source.size() >= 0 || await(coming.peek()) != null;
    }

    @Override
    public B next() {
      if (coming.isEmpty()) throw new NoSuchElementException();
      B b = await(coming.poll());
      if (b == null) throw new NoSuchElementException();
      fill();
      return b;
    }

    private B await(Future<B> f) {
      try {
        // A batch that is there already is handed out without looking at interrupts.
        if (Thread.interrupted()) throw new InterruptedException();
        return f.get();
      } catch (InterruptedException e) {
        stop();
        Thread.currentThread().interrupt();
        throw (CancellationException)
            new CancellationException("the loader was interrupted").initCause(e);
      } catch (ExecutionException e) {
        stop();
        if (e.getCause() instanceof RuntimeException r) throw r;
        if (e.getCause() instanceof Error r) throw r;
        throw new IllegalStateException("a worker failed", e.getCause());
      }
    }

    private void stop() {
      coming.clear();
      pool.shutdownNow();
    }
  }
}
