package jotter.nn.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/// Makes inputs of a network from tables, in the way that it has learned from one of them: numbers
/// less their mean over their standard deviation, texts as one of several, gaps as what is usual.
///
/// ```java
/// Table flowers = Table.create(
///     FloatColumn.create("petal", 1.4f, 4.7f, 6.0f, 5.1f),
///     StringColumn.create("colour", "white", "blue", "white", "red"),
///     StringColumn.create("species", "setosa", "versicolor", "virginica", "virginica"));
/// Tables.Split parts = Tables.split(flowers, 0.25, 1);
/// TableEncoder encoder = TableEncoder.fit(parts.train(), "species");
/// TensorDataset train = encoder.dataset(parts.train());
/// TensorDataset test = encoder.dataset(parts.test());   // by the same means and categories
/// ```
///
/// What is learned from rows that are measured with later would make measures too good, so it is
/// learned from those that are trained on.
public final class TableEncoder {
  /// How one column becomes numbers.
  private sealed interface Rule {
    /// The names of what it becomes.
    List<String> names();

    /// Its rows as (rows, names).
    double[][] of(Column<?> column);
  }

  private record Scaled(String name, double mean, double deviation) implements Rule {
    @Override
    public List<String> names() {
      return List.of(name);
    }

    @Override
    public double[][] of(Column<?> column) {
      double[][] r = new double[column.size()][1];
      for (int i = 0; i < r.length; i++)
        // A gap is as if there stood the mean.
        r[i][0] = column.isMissing(i) ? 0 : (number(column, i) - mean) / deviation;
      return r;
    }
  }

  private record Spread(String name, List<String> categories) implements Rule {
    @Override
    public List<String> names() {
      return categories.stream().map(c -> name + "=" + c).toList();
    }

    @Override
    public double[][] of(Column<?> column) {
      Map<String, Integer> places = places(categories);
      double[][] r = new double[column.size()][categories.size()];
      for (int i = 0; i < r.length; i++) {
        // Neither a gap nor what was never seen is any of them.
        Integer k = column.isMissing(i) ? null : places.get(text(column, i));
        if (k != null) r[i][k] = 1;
      }
      return r;
    }
  }

  private final String target;
  private final List<String> classes;
  private final Map<String, Rule> rules;
  private final List<String> features = new ArrayList<>();

  private TableEncoder(String target, List<String> classes, Map<String, Rule> rules) {
    this.target = target;
    this.classes = classes;
    this.rules = rules;
    rules.values().forEach(r -> features.addAll(r.names()));
  }

  /// Learns from the rows of a table.
  ///
  /// @param target the column that is to be predicted, or null if there is none
  /// @throws jotter.tensor.TensorException if there is no such column, or one is neither of numbers
  ///   nor of texts nor of booleans
  public static TableEncoder fit(Table table, String target) {
    Check.value(table.rowCount() > 0, "fit", "the table " + table.name() + " has no rows");
    List<String> classes = null;
    if (target != null) {
      Column<?> y = Tables.column(table, target);
      if (!(y instanceof NumericColumn<?>)) classes = categories(y);
    }
    Map<String, Rule> rules = new java.util.LinkedHashMap<>();
    for (Column<?> c : table.columns()) {
      if (target != null && c.name().equalsIgnoreCase(target)) continue;
      rules.put(c.name(), c instanceof NumericColumn<?> ? scaled(c) : spread(c));
    }
    Check.value(!rules.isEmpty(), "fit", "the table has no columns besides " + target);
    return new TableEncoder(target, classes, rules);
  }

  private static Rule scaled(Column<?> c) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < c.size(); i++)
      if (!c.isMissing(i)) {
        sum += number(c, i);
        n++;
      }
    Check.value(n > 0, "fit", "the column " + c.name() + " has no values");
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < c.size(); i++)
      if (!c.isMissing(i)) squares += (number(c, i) - mean) * (number(c, i) - mean);
    double deviation = Math.sqrt(squares / n);
    // A column that is always the same says nothing, and is 0.
    return new Scaled(c.name(), mean, deviation == 0 ? 1 : deviation);
  }

  private static Rule spread(Column<?> c) {
    return new Spread(c.name(), categories(c));
  }

  private static List<String> categories(Column<?> c) {
    if (!(c instanceof StringColumn) && !(c instanceof BooleanColumn))
      throw Check.dtypeError(
          "fit",
          "the column "
              + c.name()
              + " of type "
              + c.type()
              + " is neither of numbers nor of categories; derive some first, as with"
              + " dateColumn.dayOfYear(), or leave it out with table.rejectColumns(...)");
    List<String> r = new ArrayList<>();
    for (int i = 0; i < c.size(); i++) if (!c.isMissing(i)) r.add(text(c, i));
    return r.stream().distinct().sorted().toList();
  }

  private static double number(Column<?> c, int i) {
    return ((NumericColumn<?>) c).getDouble(i);
  }

  private static String text(Column<?> c, int i) {
    return String.valueOf(c.get(i));
  }

  private static Map<String, Integer> places(List<String> categories) {
    Map<String, Integer> r = new HashMap<>();
    for (String c : categories) r.put(c, r.size());
    return r;
  }

  /// What the columns of the inputs are: a column's name, or `name=category`.
  public List<String> features() {
    return List.copyOf(features);
  }

  /// The categories of the target, by number; empty if it is a number.
  public List<String> classes() {
    return classes == null ? List.of() : classes;
  }

  /// The inputs (rows, features), float32. The table needs the columns that were learned from;
  /// others are passed over.
  public Tensor inputs(Table table) {
    int rows = table.rowCount();
    float[] v = new float[rows * features.size()];
    int at = 0;
    for (Map.Entry<String, Rule> e : rules.entrySet()) {
      Column<?> c = Tables.column(table, e.getKey());
      boolean wantsNumbers = e.getValue() instanceof Scaled;
      if (wantsNumbers != c instanceof NumericColumn<?>)
        throw Check.dtypeError(
            "inputs",
            "the column "
                + c.name()
                + " was of "
                + (wantsNumbers ? "numbers" : "categories")
                + " and is of "
                + c.type());
      double[][] part = e.getValue().of(c);
      int width = e.getValue().names().size();
      for (int i = 0; i < rows; i++)
        for (int k = 0; k < width; k++) v[i * features.size() + at + k] = (float) part[i][k];
      at += width;
    }
    return Tensor.of(v, rows, features.size());
  }

  /// The targets (rows): class numbers of int64, or numbers of float32 as they are.
  ///
  /// @throws jotter.tensor.TensorException if one is missing or of a class that was never seen
  public Tensor targets(Table table) {
    Check.value(target != null, "targets", "the encoder was made without a target");
    Column<?> c = Tables.column(table, target);
    if (classes == null) return Tables.tensor(c).to(DType.FLOAT32);
    Map<String, Integer> places = places(classes);
    long[] r = new long[c.size()];
    for (int i = 0; i < r.length; i++) {
      Integer k = c.isMissing(i) ? null : places.get(text(c, i));
      if (k == null)
        throw Check.valueError(
            "targets",
            "row "
                + i
                + " of "
                + target
                + " is "
                + (c.isMissing(i) ? "missing" : "'" + text(c, i) + "'")
                + "; known are "
                + classes);
      r[i] = k;
    }
    return Tensor.of(r);
  }

  /// Inputs and targets.
  public TensorDataset dataset(Table table) {
    return new TensorDataset(inputs(table), targets(table));
  }

  @Override
  public String toString() {
    return "TableEncoder" + features + (target == null ? "" : " -> " + target + classes());
  }
}
