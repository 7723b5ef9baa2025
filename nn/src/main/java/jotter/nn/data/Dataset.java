package jotter.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Samples that can be had in any order.
///
/// ```java
/// Dataset<Labeled> digits = Mnist.train();
/// List<Dataset<Labeled>> parts = digits.randomSplit(42, 9000, 1000);
/// ```
///
/// @param <T> the samples: tensors, or records, lists or maps of tensors
public interface Dataset<T> {
  /// Sample `index`, counted from 0.
  T get(long index);

  /// How many samples there are.
  long size();

  /// The samples of several indices as one batch, for data that can do this faster than one by one;
  /// null (the default) if it cannot.
  default T gather(long[] indices) {
    return null;
  }

  /// The samples of a list.
  static <T> Dataset<T> of(List<T> samples) {
    return new Dataset<>() {
      @Override
      public T get(long index) {
        return samples.get(Math.toIntExact(index));
      }

      @Override
      public long size() {
        return samples.size();
      }
    };
  }

  /// Inputs and targets, one sample for each row of the two tensors.
  static Dataset<Labeled> of(Tensor x, Tensor y) {
    return new TensorDataset(x, y);
  }

  /// This data set with a function applied to each sample, as for augmentation; its random numbers
  /// come from `Rng.current()`, which a loader seeds for each sample.
  default <R> Dataset<R> map(Function<? super T, ? extends R> f) {
    Dataset<T> from = this;
    return new Dataset<>() {
      @Override
      public R get(long index) {
        return f.apply(from.get(index));
      }

      @Override
      public long size() {
        return from.size();
      }
    };
  }

  /// Some of the samples, in the order given.
  default Dataset<T> subset(long... indices) {
    Dataset<T> from = this;
    for (long i : indices)
      if (i < 0 || i >= size())
        throw Check.indexError("subset", "there is no sample " + i + " among " + size());
    return new Dataset<>() {
      @Override
      public T get(long index) {
        return from.get(indices[Math.toIntExact(index)]);
      }

      @Override
      public long size() {
        return indices.length;
      }

      @Override
      public T gather(long[] some) {
        return from.gather(Arrays.stream(some).map(i -> indices[(int) i]).toArray());
      }
    };
  }

  /// The first `n` samples.
  default Dataset<T> take(long n) {
    long[] r = new long[Math.toIntExact(Math.min(n, size()))];
    for (int i = 0; i < r.length; i++) r[i] = i;
    return subset(r);
  }

  /// These samples and then those of `other`.
  default Dataset<T> concat(Dataset<T> other) {
    Dataset<T> a = this;
    return new Dataset<>() {
      @Override
      public T get(long index) {
        return index < a.size() ? a.get(index) : other.get(index - a.size());
      }

      @Override
      public long size() {
        return a.size() + other.size();
      }
    };
  }

  /// Random parts of the given sizes without common samples; the sizes add up to the whole.
  default List<Dataset<T>> randomSplit(long seed, long... sizes) {
    long sum = Arrays.stream(sizes).sum();
    if (sum != size())
      throw Check.valueError(
          "randomSplit", "the sizes add up to " + sum + ", but there are " + size() + " samples");
    long[] order = Rng.with(Rng.of(seed), () -> Tensor.randperm(size())).toLongArray();
    List<Dataset<T>> parts = new ArrayList<>();
    int at = 0;
    for (long n : sizes) {
      parts.add(subset(Arrays.copyOfRange(order, at, at + (int) n)));
      at += (int) n;
    }
    return parts;
  }

  /// As {@link #randomSplit(long, long...)} with fractions that add up to 1; what rounding leaves
  /// over goes to the first parts.
  default List<Dataset<T>> randomSplit(long seed, double... fractions) {
    double sum = Arrays.stream(fractions).sum();
    Check.value(Math.abs(sum - 1) < 1e-9, "randomSplit", "the fractions add up to " + sum);
    long[] sizes = Arrays.stream(fractions).mapToLong(f -> (long) Math.floor(f * size())).toArray();
    long rest = size() - Arrays.stream(sizes).sum();
    for (int i = 0; i < rest; i++) sizes[i % sizes.length]++;
    return randomSplit(seed, sizes);
  }
}
