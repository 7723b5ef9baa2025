package jotter.nn.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Sequences of different lengths without padding, for recurrent layers: first the first elements
/// of all, then the second elements of those that have one, and so on, the longest sequence first.
///
/// ```java
/// var packed = PackedSequence.of(List.of(Tensor.rand(2, 8), Tensor.rand(5, 8)));
/// var r = new GRU(8, 16).apply(packed, null);
/// r.output().pad(true, 0).data().shape(); // [2, 5, 16]
/// r.hidden().shape();                     // [1, 2, 16], after each one's own last element
/// ```
///
/// As PyTorch's `torch.nn.utils.rnn.PackedSequence`. The layers compute the same for it as for each
/// sequence alone, backwards as well as forwards.
///
/// @param data the elements (Σ lengths, ...)
/// @param batchSizes how many sequences have an element at each step, never more than at the step
///   before
/// @param order which of the sequences given is the longest, the second longest, ...
public record PackedSequence(Tensor data, long[] batchSizes, long[] order) {
  /// Sequences with padding at their ends, and their lengths.
  ///
  /// @param data (L, N, ...) or (N, L, ...)
  /// @param lengths the length of each
  public record Padded(Tensor data, long[] lengths) {}

  /// Checks that the parts belong together.
  public PackedSequence {
    long sum = Arrays.stream(batchSizes).sum();
    Check.value(batchSizes.length > 0, "PackedSequence", "there are no steps");
    Check.value(
        data.rank() > 0 && data.size(0) == sum,
        "PackedSequence",
        "the steps have " + sum + " elements, the data is " + Check.shape(data.shape()));
    for (int t = 1; t < batchSizes.length; t++)
      Check.value(
          batchSizes[t] > 0 && batchSizes[t] <= batchSizes[t - 1],
          "PackedSequence",
          "the batch sizes must be positive and not grow, got " + Arrays.toString(batchSizes));
    Check.value(
        order.length == batchSizes[0],
        "PackedSequence",
        order.length + " sequences, but " + batchSizes[0] + " first elements");
  }

  /// Packs sequences (length, ...), in any order of lengths.
  public static PackedSequence of(List<Tensor> sequences) {
    Check.value(!sequences.isEmpty(), "PackedSequence", "there are no sequences");
    long[] lengths = sequences.stream().mapToLong(s -> s.size(0)).toArray();
    long[] order = order(lengths);
    long[] sizes = sizes(lengths);
    List<Tensor> parts = new ArrayList<>();
    for (int t = 0; t < sizes.length; t++)
      for (int i = 0; i < sizes[t]; i++) parts.add(sequences.get((int) order[i]).narrow(0, t, 1));
    return new PackedSequence(Tensor.cat(0, parts.toArray(Tensor[]::new)), sizes, order);
  }

  /// Packs padded sequences.
  ///
  /// @param padded (L, N, ...), or (N, L, ...) with `batchFirst`
  /// @param lengths the length of each, from 1 to L, in any order
  public static PackedSequence of(Tensor padded, long[] lengths, boolean batchFirst) {
    Check.that(
        padded.rank() >= 2 && padded.size(batchFirst ? 0 : 1) == lengths.length,
        "PackedSequence",
        lengths.length + " lengths do not fit the sequences " + Check.shape(padded.shape()));
    Tensor s = batchFirst ? padded.transpose(0, 1) : padded;
    long[] sizes = sizes(lengths);
    Check.value(
        sizes.length <= s.size(0),
        "PackedSequence",
        "a sequence of " + sizes.length + " elements is longer than " + s.size(0));
    long[] order = order(lengths);
    return new PackedSequence(
        s.flatten(0, 1).indexSelect(0, places(sizes, order, lengths.length)), sizes, order);
  }

  private static long[] order(long[] lengths) {
    return IntStream.range(0, lengths.length)
        .boxed()
        .sorted((a, b) -> Long.compare(lengths[b], lengths[a]))
        .mapToLong(i -> i)
        .toArray();
  }

  private static long[] sizes(long[] lengths) {
    for (long l : lengths)
      Check.value(l > 0, "PackedSequence", "lengths must be positive, got " + l);
    long[] r = new long[(int) Arrays.stream(lengths).max().orElse(0)];
    for (long l : lengths) for (int t = 0; t < l; t++) r[t]++;
    return r;
  }

  /// Where the elements lie among those of (L·N, ...).
  private static Tensor places(long[] sizes, long[] order, long n) {
    long[] r = new long[(int) Arrays.stream(sizes).sum()];
    int k = 0;
    for (int t = 0; t < sizes.length; t++)
      for (int i = 0; i < sizes[t]; i++) r[k++] = t * n + order[i];
    return Tensor.of(r);
  }

  private static long[] count(int n) {
    long[] r = new long[n];
    for (int i = 0; i < n; i++) r[i] = i;
    return r;
  }

  /// The sequences with `value` at the ends of the shorter ones, in their own order.
  ///
  /// @param batchFirst (N, L, ...) in the place of (L, N, ...)
  public Padded pad(boolean batchFirst, Number value) {
    long[] lengths = new long[order.length];
    long[] sorted = lengths();
    for (int i = 0; i < order.length; i++) lengths[(int) order[i]] = sorted[i];
    Tensor s = spread(order, value);
    return new Padded(batchFirst ? s.transpose(0, 1) : s, lengths);
  }

  /// The sequences, each (length, ...), in their own order.
  public List<Tensor> sequences() {
    Padded p = pad(true, 0);
    List<Tensor> r = new ArrayList<>();
    for (int i = 0; i < order.length; i++)
      r.add(p.data().select(0, i).narrow(0, 0, p.lengths()[i]));
    return r;
  }

  private Tensor spread(long[] order, Number value) {
    int n = order.length;
    long[] shape = data.shape();
    shape[0] = (long) batchSizes.length * n;
    Tensor all = Tensor.full(shape, value, data.dtype()).to(data.device());
    long[] full = new long[shape.length + 1];
    full[0] = batchSizes.length;
    full[1] = n;
    System.arraycopy(shape, 1, full, 2, shape.length - 1);
    return all.indexCopy(0, places(batchSizes, order, n), data).reshape(full);
  }

  /// The lengths, the longest first.
  long[] lengths() {
    long[] r = new long[order.length];
    for (long size : batchSizes) for (int i = 0; i < size; i++) r[i]++;
    return r;
  }

  /// (L, N, ...) with zeros at the ends, the longest first.
  Tensor steps() {
    return spread(count(order.length), 0);
  }

  /// These sequences with what (L, N, ...) has at their places.
  PackedSequence with(Tensor steps) {
    int n = order.length;
    Tensor places = places(batchSizes, count(n), n);
    return new PackedSequence(steps.flatten(0, 1).indexSelect(0, places), batchSizes, order);
  }

  /// States (layers, N, ...) of the sequences as given, the longest first.
  Tensor sorted(Tensor state) {
    return state.indexSelect(1, Tensor.of(order));
  }

  /// The reverse of {@link #sorted}.
  Tensor unsorted(Tensor state) {
    long[] back = new long[order.length];
    for (int i = 0; i < back.length; i++) back[(int) order[i]] = i;
    return state.indexSelect(1, Tensor.of(back));
  }
}
