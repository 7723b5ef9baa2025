package jotter.nn.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/// Tablesaw's tables and columns as tensors, and back.
///
/// Tablesaw reads CSV files and databases, fills gaps, joins and groups; what is left at the end
/// becomes a tensor here. It is an optional dependency of `jotter.nn`: notebooks have it, a program
/// that calls this class adds `tech.tablesaw:tablesaw-core`. JSON and Excel files want
/// `tech.tablesaw:tablesaw-json` and `tech.tablesaw:tablesaw-excel` beside it.
///
/// {@link TableEncoder} scales numbers and spreads categories, the same way for new rows.
///
/// ```java
/// Table flowers = Table.create(
///     FloatColumn.create("petal", 1.4f, 4.7f, 6.0f),
///     StringColumn.create("species", "setosa", "versicolor", "virginica"));
/// TensorDataset data = Tables.dataset(flowers, "species"); // x (3×1) float32, y (3) int64
/// List<String> names = Tables.categories(flowers.stringColumn("species"));
/// ```
public final class Tables {
  private Tables() {}

  /// One column as a tensor of shape (rows).
  ///
  /// | column | type |
  /// |---|---|
  /// | short, int, long | int16, int32, int64 |
  /// | float, double | float32, float64; NaN where a value is missing |
  /// | boolean | bool |
  /// | text | int64: the number of the value among {@link #categories} |
  ///
  /// Throws if a value is missing where NaN cannot stand for it, and for dates and times.
  public static Tensor tensor(Column<?> column) {
    int n = column.size();
    if (!(column instanceof FloatColumn) && !(column instanceof DoubleColumn)) complete(column);
    return switch (column) {
      case DoubleColumn c -> Tensor.of(c.asDoubleArray());
      case FloatColumn c -> {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) v[i] = c.getFloat(i);
        yield Tensor.of(v);
      }
      case LongColumn c -> Tensor.of(c.asLongArray());
      case IntColumn c -> Tensor.of(c.asIntArray());
      case ShortColumn c -> {
        short[] v = new short[n];
        for (int i = 0; i < n; i++) v[i] = c.getShort(i);
        yield Tensor.ofArray(v);
      }
      case BooleanColumn c -> {
        boolean[] v = new boolean[n];
        for (int i = 0; i < n; i++) v[i] = c.get(i);
        yield Tensor.of(v);
      }
      case StringColumn c -> {
        List<String> known = categories(c);
        Map<String, Long> numbers = new HashMap<>();
        for (String k : known) numbers.put(k, (long) numbers.size());
        long[] v = new long[n];
        for (int i = 0; i < n; i++) v[i] = numbers.get(c.get(i));
        yield Tensor.of(v);
      }
      default ->
          throw Check.dtypeError(
              "tensor",
              "the column "
                  + column.name()
                  + " has the type "
                  + column.type()
                  + ", which is no number; derive numbers from it first, as with"
                  + " dateColumn.dayOfYear()");
    };
  }

  /// Columns side by side: (rows × columns) of `type`. Without names, all columns.
  public static Tensor tensor(Table table, DType type, String... columns) {
    List<String> names = columns.length == 0 ? table.columnNames() : Arrays.asList(columns);
    if (names.isEmpty())
      throw Check.valueError("tensor", "the table " + table.name() + " has no columns");
    Tensor[] parts = new Tensor[names.size()];
    for (int i = 0; i < parts.length; i++) parts[i] = tensor(column(table, names.get(i))).to(type);
    return Tensor.stack(1, parts);
  }

  /// {@link #tensor(Table, DType, String...)} in float32, which networks compute in.
  public static Tensor tensor(Table table, String... columns) {
    return tensor(table, DType.FLOAT32, columns);
  }

  /// All columns but `target` as float32 inputs, and `target`: text as the numbers of its
  /// categories (int64), numbers as float32.
  public static TensorDataset dataset(Table table, String target) {
    Column<?> y = column(table, target);
    String[] rest =
        table.columnNames().stream()
            .filter(name -> !name.equalsIgnoreCase(target))
            .toArray(String[]::new);
    if (rest.length == 0)
      throw Check.valueError(
          "dataset", "the table " + table.name() + " has no columns besides " + target);
    Tensor t = tensor(y);
    return new TensorDataset(
        tensor(table, rest), y instanceof NumericColumn<?> ? t.to(DType.FLOAT32) : t);
  }

  /// The different texts of a column in alphabetical order: category i is element i.
  public static List<String> categories(StringColumn column) {
    return column.unique().asList().stream().sorted().toList();
  }

  /// A column of the values of a tensor with one dimension.
  public static Column<?> column(String name, Tensor x) {
    if (x.rank() != 1)
      throw Check.shapeError(
          "column",
          "a column has one dimension, got "
              + Check.shape(x.shape())
              + "; use table(...) for a matrix");
    return switch (x.dtype()) {
      case FLOAT64 -> DoubleColumn.create(name, x.toDoubleArray());
      case FLOAT32, FLOAT16, BFLOAT16 -> FloatColumn.create(name, x.toFloatArray());
      case INT64 -> LongColumn.create(name, x.toLongArray());
      case INT32, INT16, INT8, UINT8 -> IntColumn.create(name, x.toIntArray());
      case BOOL -> BooleanColumn.create(name, x.toBooleanArray());
      case COMPLEX32, COMPLEX64, COMPLEX128 ->
          throw Check.dtypeError(
              "column", "a column holds no complex numbers; take real(), imag() or abs() first");
    };
  }

  /// A table of a matrix (rows × columns) with a name for each column.
  public static Table table(String name, Tensor x, String... columns) {
    if (x.rank() != 2 || x.size(1) != columns.length)
      throw Check.shapeError(
          "table",
          Check.shape(x.shape())
              + " and "
              + columns.length
              + " names of columns; a table needs (rows × columns) and a name for each column");
    List<Column<?>> parts = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) parts.add(column(columns[i], x.select(1, i)));
    return Table.create(name, parts);
  }

  /// A table's rows in two parts.
  ///
  /// @param train to learn from
  /// @param test to be measured with
  public record Split(Table train, Table test) {}

  /// Random rows to learn from and the others to be measured with.
  ///
  /// @param test which part is for measuring, above 0 and below 1; rounded to whole rows
  public static Split split(Table table, double test, long seed) {
    return split(table, test, seed, new long[table.rowCount()]);
  }

  /// As {@link #split(Table, double, long)}, with the same shares of every value of a column in
  /// both parts.
  ///
  /// @param by the column, of text, whole numbers or booleans
  public static Split split(Table table, double test, long seed, String by) {
    Column<?> c = column(table, by);
    Tensor kinds = tensor(c);
    if (kinds.isFloatingPoint())
      throw Check.dtypeError(
          "split", "the column " + by + " is of " + c.type() + "; rows of equal values are wanted");
    return split(table, test, seed, kinds.to(DType.INT64).toLongArray());
  }

  private static Split split(Table table, double test, long seed, long[] kinds) {
    Check.value(
        test > 0 && test < 1, "split", "the part for measuring must be in (0, 1), got " + test);
    long[] order = Rng.with(Rng.of(seed), () -> Tensor.randperm(table.rowCount())).toLongArray();
    Map<Long, List<Integer>> groups = new TreeMap<>();
    for (long i : order)
      groups.computeIfAbsent(kinds[(int) i], k -> new ArrayList<>()).add((int) i);
    List<Integer> learned = new ArrayList<>();
    List<Integer> measured = new ArrayList<>();
    for (List<Integer> rows : groups.values()) {
      int n = (int) Math.round(rows.size() * test);
      measured.addAll(rows.subList(0, n));
      learned.addAll(rows.subList(n, rows.size()));
    }
    if (learned.isEmpty() || measured.isEmpty())
      throw Check.valueError(
          "split", table.rowCount() + " rows cannot be split into " + test + " and the rest");
    return new Split(rows(table, learned), rows(table, measured));
  }

  private static Table rows(Table table, List<Integer> rows) {
    return table.rows(rows.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  static Column<?> column(Table table, String name) {
    if (!table.containsColumn(name))
      throw Check.valueError(
          "tensor",
          "the table "
              + table.name()
              + " has no column "
              + name
              + "; it has "
              + String.join(", ", table.columnNames()));
    return table.column(name);
  }

  private static void complete(Column<?> column) {
    int missing = column.countMissing();
    if (missing > 0)
      throw Check.valueError(
          "tensor",
          "the column "
              + column.name()
              + " of type "
              + column.type()
              + " misses "
              + missing
              + " values; fill them with set(column.isMissing(), value) or drop the rows with"
              + " table.dropRowsWithMissingValues()");
  }
}
