package jotter.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import jotter.tensor.Check;
import jotter.tensor.Rng;

/// Which samples go together into the batches of an epoch.
@FunctionalInterface
public interface BatchSampler {
  /// The batches of one epoch; `rng` is seeded for the epoch.
  List<long[]> batches(Rng rng);

  /// Batches of `size` indices in the order of a sampler; the last may be smaller, or is dropped.
  static BatchSampler of(Sampler sampler, int size, boolean dropLast) {
    Check.value(size > 0, "batches", "the batch size must be positive, got " + size);
    return rng -> {
      long[] all = sampler.indices(rng);
      List<long[]> r = new ArrayList<>();
      for (int i = 0; i < all.length; i += size) {
        int end = Math.min(all.length, i + size);
        if (end - i < size && dropLast) break;
        r.add(Arrays.copyOfRange(all, i, end));
      }
      return r;
    };
  }

  /// Batches of samples of similar length, so that little is padded: random order, sorted by length
  /// within windows of `window` batches, the batches in random order.
  static BatchSampler byLength(long[] lengths, int size, int window) {
    Check.value(size > 0, "byLength", "the batch size must be positive, got " + size);
    return rng -> {
      long[] order = Sampler.random(lengths.length).indices(rng);
      List<long[]> r = new ArrayList<>();
      int span = size * Math.max(1, window);
      for (int i = 0; i < order.length; i += span) {
        Long[] part =
            Arrays.stream(Arrays.copyOfRange(order, i, Math.min(order.length, i + span)))
                .boxed()
                .toArray(Long[]::new);
        Arrays.sort(part, Comparator.comparingLong(k -> lengths[Math.toIntExact(k)]));
        for (int b = 0; b < part.length; b += size)
          r.add(
              Arrays.stream(part, b, Math.min(part.length, b + size))
                  .mapToLong(Long::longValue)
                  .toArray());
      }
      Collections.shuffle(r, new Random(rng.nextLong()));
      return r;
    };
  }

  /// Batches of similar length that have, padded, at most `most` elements: few long samples or many
  /// short ones. Random order, sorted by length within windows of `window` samples, the batches in
  /// random order. A sample that is longer than that is a batch of its own.
  static BatchSampler byTotal(long[] lengths, long most, int window) {
    Check.value(
        most > 0 && window > 0,
        "byTotal",
        "the total and the window must be positive, got " + most + " and " + window);
    return rng -> {
      long[] order = Sampler.random(lengths.length).indices(rng);
      List<long[]> r = new ArrayList<>();
      for (int i = 0; i < order.length; i += window) {
        Long[] part =
            Arrays.stream(Arrays.copyOfRange(order, i, Math.min(order.length, i + window)))
                .boxed()
                .toArray(Long[]::new);
        Arrays.sort(part, Comparator.comparingLong(k -> lengths[Math.toIntExact(k)]));
        int from = 0;
        for (int k = 1; k <= part.length; k++) {
          // Sorted: the last is the longest.
          boolean full =
              k == part.length || (k - from + 1) * lengths[Math.toIntExact(part[k])] > most;
          if (!full) continue;
          r.add(Arrays.stream(part, from, k).mapToLong(Long::longValue).toArray());
          from = k;
        }
      }
      Collections.shuffle(r, new Random(rng.nextLong()));
      return r;
    };
  }
}
