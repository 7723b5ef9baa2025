package jotter.nn.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import jotter.tensor.Check;
import jotter.tensor.Rng;

/// Samples that come one after the other: lines of a file, messages, what is too large to index.
///
/// @param <T> the samples
@FunctionalInterface
public interface StreamDataset<T> {
  /// The samples from the beginning. An iterator that is AutoCloseable is closed at the end.
  Iterator<T> open();

  /// This stream with a function applied to each sample.
  default <R> StreamDataset<R> map(Function<? super T, ? extends R> f) {
    return () -> {
      Iterator<T> from = open();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return from.hasNext();
        }

        @Override
        public R next() {
          return f.apply(from.next());
        }
      };
    };
  }

  /// The samples that fulfil a condition.
  default StreamDataset<T> filter(Predicate<? super T> keep) {
    return () -> {
      Iterator<T> from = open();
      return new Iterator<>() {
        private T ahead;
        private boolean ready;

        @Override
        public boolean hasNext() {
          while (!ready && from.hasNext()) {
            ahead = from.next();
            ready = keep.test(ahead);
          }
          return ready;
        }

        @Override
        public T next() {
          if (!hasNext()) throw new NoSuchElementException();
          ready = false;
          return ahead;
        }
      };
    };
  }

  /// The samples in an order that is random within a window of `size` samples, the same each time.
  default StreamDataset<T> shuffle(int size, long seed) {
    return shuffle(size, () -> Rng.of(seed));
  }

  /// The samples in an order that is random within a window of `size` samples, another one in each
  /// epoch of a loader.
  default StreamDataset<T> shuffle(int size) {
    return shuffle(size, () -> Rng.of(Rng.current().nextLong()));
  }

  private StreamDataset<T> shuffle(int size, Supplier<Rng> random) {
    Check.value(size > 0, "shuffle", "the window must be positive, got " + size);
    return () -> {
      Rng rng = random.get();
      Iterator<T> from = open();
      List<T> window = new ArrayList<>(size);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return !window.isEmpty() || from.hasNext();
        }

        @Override
        public T next() {
          while (window.size() < size && from.hasNext()) window.add(from.next());
          if (window.isEmpty()) throw new NoSuchElementException();
          int i = (int) rng.nextLong(window.size());
          T r = window.get(i);
          window.set(i, window.getLast());
          window.removeLast();
          return r;
        }
      };
    };
  }
}
