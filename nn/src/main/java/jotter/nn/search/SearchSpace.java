package jotter.nn.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.Rng;

/// What is looked for, and where.
///
/// ```java
/// SearchSpace space = new SearchSpace()
///     .logarithmic("lr", 1e-5, 1e-1)
///     .whole("layers", 1, 4)
///     .choice("activation", "relu", "gelu");
/// ```
public final class SearchSpace {
  /// A dimension. Whatever it is, a setting is a place between 0 and 1.
  sealed interface Dimension {
    /// The setting at a place in [0, 1).
    Object at(double place);

    /// The place of a setting.
    double place(Object setting);

    /// So many settings, evenly, for a grid.
    List<Object> grid(int n);
  }

  record Range(double low, double high, boolean logarithmic) implements Dimension {
    @Override
    public Object at(double place) {
      return logarithmic
          ? Math.exp(Math.log(low) + place * (Math.log(high) - Math.log(low)))
          : low + place * (high - low);
    }

    @Override
    public double place(Object setting) {
      double v = ((Number) setting).doubleValue();
      return logarithmic
          ? (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
          : (v - low) / (high - low);
    }

    @Override
    public List<Object> grid(int n) {
      if (n == 1) return List.of(at(0.5));
      return java.util.stream.IntStream.range(0, n)
          .mapToObj(i -> at((double) i / (n - 1)))
          .toList();
    }
  }

  record Whole(long low, long high) implements Dimension {
    @Override
    public Object at(double place) {
      return low + Math.min(high - low, (long) (place * (high - low + 1)));
    }

    @Override
    public double place(Object setting) {
      return (((Number) setting).longValue() - low + 0.5) / (high - low + 1);
    }

    @Override
    public List<Object> grid(int n) {
      long all = high - low + 1;
      if (all <= n)
        return java.util.stream.LongStream.rangeClosed(low, high).<Object>mapToObj(i -> i).toList();
      return java.util.stream.IntStream.range(0, n)
          .<Object>mapToObj(i -> low + Math.round((double) i * (high - low) / Math.max(1, n - 1)))
          .toList();
    }
  }

  record Choice(List<String> options) implements Dimension {
    @Override
    public Object at(double place) {
      return options.get(Math.min(options.size() - 1, (int) (place * options.size())));
    }

    @Override
    public double place(Object setting) {
      return (options.indexOf(setting) + 0.5) / options.size();
    }

    @Override
    public List<Object> grid(int n) {
      return List.copyOf(options);
    }
  }

  private final Map<String, Dimension> dimensions = new LinkedHashMap<>();

  private SearchSpace add(String name, Dimension d) {
    Check.value(
        name.matches("[\\w.-]{1,60}"),
        "SearchSpace",
        "a name has letters, digits, '_', '.' and '-', got '" + name + "'");
    Check.value(dimensions.put(name, d) == null, "SearchSpace", "'" + name + "' is there already");
    return this;
  }

  /// A number between two others.
  public SearchSpace range(String name, double low, double high) {
    Check.value(low < high, "range", name + ": " + low + " must be less than " + high);
    return add(name, new Range(low, high, false));
  }

  /// A positive number whose order of magnitude is looked for.
  public SearchSpace logarithmic(String name, double low, double high) {
    Check.value(
        low > 0 && low < high,
        "logarithmic",
        name + ": must be positive and ordered, got " + low + " and " + high);
    return add(name, new Range(low, high, true));
  }

  /// A whole number, both ends included.
  public SearchSpace whole(String name, long low, long high) {
    Check.value(low <= high, "whole", name + ": " + low + " must not be more than " + high);
    return add(name, new Whole(low, high));
  }

  /// One of several.
  public SearchSpace choice(String name, String... options) {
    Check.value(options.length > 0, "choice", name + ": there must be something to choose from");
    return add(name, new Choice(List.of(options)));
  }

  /// The dimensions by name.
  Map<String, Dimension> dimensions() {
    return dimensions;
  }

  /// Settings anywhere, with equal chances.
  Map<String, Object> sample(Rng rng) {
    Map<String, Object> r = new LinkedHashMap<>();
    dimensions.forEach((n, d) -> r.put(n, d.at(rng.nextDouble())));
    return r;
  }
}
