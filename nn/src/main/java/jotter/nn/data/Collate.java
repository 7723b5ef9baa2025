package jotter.nn.data;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Makes one batch of several samples.
public final class Collate {
  private Collate() {}

  /// Tensors are stacked along a new first dimension; records, lists and maps of them part by part.
  /// Texts become lists where the type allows it.
  @SuppressWarnings("unchecked")
  public static <T> T stack(List<T> samples) {
    return (T) join(samples, ts -> Tensor.stack(0, ts.toArray(Tensor[]::new)));
  }

  /// As {@link #stack}, but tensors of different sizes are filled up with `value` at their ends to
  /// the largest size of each dimension.
  public static <T> Function<List<T>, T> padded(Number value) {
    return samples -> {
      @SuppressWarnings("unchecked")
      T r = (T) join(samples, ts -> pad(ts, value));
      return r;
    };
  }

  /// The tensors stacked, filled up with `value` to a common size.
  public static Tensor pad(List<Tensor> ts, Number value) {
    Tensor first = ts.getFirst();
    long[] size = first.shape();
    for (Tensor t : ts) {
      if (t.rank() != size.length)
        throw Check.shapeError(
            "collate",
            "samples have different numbers of dimensions, "
                + Check.shape(first.shape())
                + " and "
                + Check.shape(t.shape()));
      for (int d = 0; d < size.length; d++) size[d] = Math.max(size[d], t.size(d));
    }
    long[] all = new long[size.length + 1];
    all[0] = ts.size();
    System.arraycopy(size, 0, all, 1, size.length);
    Tensor r = Tensor.full(all, value, first.dtype());
    for (int i = 0; i < ts.size(); i++) {
      Tensor place = r.select(0, i);
      for (int d = 0; d < size.length; d++) place = place.narrow(d, 0, ts.get(i).size(d));
      place.copy_(ts.get(i));
    }
    return r;
  }

  private static Object join(List<?> samples, Function<List<Tensor>, Tensor> tensors) {
    Object first = samples.getFirst();
    return switch (first) {
      case Tensor t -> tensors.apply(samples.stream().map(s -> (Tensor) s).toList());
      case Record r -> record(r, samples, tensors);
      case Map<?, ?> m -> {
        Map<Object, Object> out = new LinkedHashMap<>();
        for (Object k : m.keySet())
          out.put(k, join(samples.stream().map(s -> ((Map<?, ?>) s).get(k)).toList(), tensors));
        yield out;
      }
      case List<?> l -> {
        List<Object> out = new ArrayList<>();
        for (int i = 0; i < l.size(); i++) {
          int at = i;
          out.add(join(samples.stream().map(s -> ((List<?>) s).get(at)).toList(), tensors));
        }
        yield out;
      }
      case null ->
          throw Check.valueError("collate", "a sample is null; filter such samples out before");
      default ->
          throw Check.valueError(
              "collate",
              "a batch of "
                  + first.getClass().getSimpleName()
                  + " is not known; make samples of tensors, or give the loader a function that"
                  + " makes the batch");
    };
  }

  private static Object record(
      Record first, List<?> samples, Function<List<Tensor>, Tensor> tensors) {
    try {
      RecordComponent[] cs = first.getClass().getRecordComponents();
      Object[] values = new Object[cs.length];
      Class<?>[] types = Arrays.stream(cs).map(RecordComponent::getType).toArray(Class[]::new);
      for (int i = 0; i < cs.length; i++) {
        var get = cs[i].getAccessor();
        get.setAccessible(true);
        List<Object> parts = new ArrayList<>();
        for (Object s : samples) parts.add(get.invoke(s));
        values[i] = join(parts, tensors);
      }
      Constructor<?> make = first.getClass().getDeclaredConstructor(types);
      make.setAccessible(true);
      return make.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "collate: the record " + first.getClass().getName() + " cannot be made of a batch", e);
    }
  }
}
