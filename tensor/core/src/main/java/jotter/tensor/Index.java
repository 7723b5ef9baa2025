package jotter.tensor;

import java.util.List;

/// An index: what NumPy and PyTorch write between brackets.
///
/// ```java
/// import static jotter.tensor.Index.*;
/// x.get("1:3, ..., -1");                 // as text, parsed once and remembered
/// x.get(at(range(1, 3), ELLIPSIS, -1));  // as values
/// x.get("?, ::2", mask);                 // a placeholder takes a tensor or a number
/// ```
///
/// An integer picks a slice and drops its dimension, a range keeps it, `...` stands for all
/// dimensions that are not mentioned, `None` makes a new one. An integer tensor picks many slices,
/// a bool tensor (mask) the elements where it holds; several of them are broadcast and go together,
/// and their dimensions come where they stood side by side, else in front. Steps may be negative.
public record Index(List<Item> items) {
  /// A part of an index, for one dimension (a mask: for as many as it has).
  public sealed interface Item {}

  /// A slice by its number; negative numbers count from the end.
  public record At(long index) implements Item {}

  /// `start:stop:step`, null being absent.
  public record Range(Long start, Long stop, Long step) implements Item {}

  /// `...`
  public record Ellipsis() implements Item {}

  /// `None`: a new dimension of size 1.
  public record NewAxis() implements Item {}

  /// An integer or bool tensor.
  public record Of(Tensor tensor) implements Item {}

  /// `True` or `False`: a new dimension of size 1 or 0.
  public record Truth(boolean value) implements Item {}

  /// All dimensions that are not mentioned.
  public static final Item ELLIPSIS = new Ellipsis();

  /// A new dimension of size 1.
  public static final Item NEW_AXIS = new NewAxis();

  /// A whole dimension.
  public static final Item ALL = new Range(null, null, null);

  public Index {
    items = List.copyOf(items);
  }

  /// An index of items: {@link Item}s, whole numbers, truth values, tensors, arrays of ints, longs
  /// or booleans, or null for a new dimension.
  public static Index at(Object... items) {
    return new Index(java.util.Arrays.stream(items).map(Index::item).toList());
  }

  /// `start:stop`
  public static Item range(long start, long stop) {
    return new Range(start, stop, null);
  }

  /// `start:stop:step`; null is absent
  public static Item range(Long start, Long stop, Long step) {
    return new Range(start, stop, step);
  }

  /// `start:`
  public static Item from(long start) {
    return new Range(start, null, null);
  }

  /// `:stop`
  public static Item to(long stop) {
    return new Range(null, stop, null);
  }

  static Item item(Object o) {
    return switch (o) {
      case null -> NEW_AXIS;
      case Item i -> i;
      case Boolean b -> new Truth(b);
      case Integer n -> new At(n);
      case Long n -> new At(n);
      case Short n -> new At(n);
      case Byte n -> new At(n);
      case Tensor t -> new Of(t);
      case int[] a -> new Of(Tensor.of(a).to(DType.INT64));
      case long[] a -> new Of(Tensor.of(a));
      case boolean[] a -> new Of(Tensor.of(a));
      default ->
          throw Check.indexError(
              "index",
              "an item must be a whole number, a range, a tensor, ELLIPSIS or NEW_AXIS, got "
                  + o.getClass().getSimpleName());
    };
  }
}
