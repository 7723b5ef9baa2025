package jotter.kernel.magic;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToLongFunction;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.io.Npy;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;

/// Tables on their way to pandas and back. Apart, because Tablesaw need not be there.
///
/// A table is a folder: `columns.json` says what there is, and each column is one or several files
/// of NumPy's format. Numbers are as they are, with a mask where some are missing; text is the
/// different words' bytes, where each ends, and for each row the number of its word (-1 where there
/// is none); dates are days and times microseconds since 1970, times of the day microseconds.
final class PythonTables {
  static final String TYPE = "tech.tablesaw.api.Table";

  private PythonTables() {}

  static boolean isTable(Object value) {
    try {
      return value instanceof Table;
    } catch (NoClassDefFoundError absent) {
      return false;
    }
  }

  // --- to Python ---

  static void write(Object table, Path folder) throws IOException {
    var columns = new JsonArray();
    for (Column<?> column : ((Table) table).columns()) {
      columns.add(new Writer(folder, columns.size()).write(column));
    }
    var about = new JsonObject();
    about.add("columns", columns);
    Files.writeString(folder.resolve("columns.json"), new Gson().toJson(about));
  }

  private record Writer(Path folder, int number, JsonObject about) {
    Writer(Path folder, int number) {
      this(folder, number, new JsonObject());
    }

    private void save(String what, Tensor values) throws IOException {
      String file = number + "." + what + ".npy";
      Npy.save(values, folder.resolve(file));
      about.addProperty(what, file);
    }

    JsonObject write(Column<?> column) throws IOException {
      about.addProperty("name", column.name());
      int n = column.size();
      switch (column) {
        case DoubleColumn c -> numbers("float", Tensor.of(c.asDoubleArray()), null);
        case FloatColumn c -> numbers("float", Tensor.of(c.asFloatArray()), null);
        case ShortColumn c -> numbers("int", Tensor.ofArray(c.asShortArray()), c);
        case IntColumn c -> numbers("int", Tensor.of(c.asIntArray()), c);
        case LongColumn c -> numbers("int", Tensor.of(c.asLongArray()), c);
        case BooleanColumn c -> {
          var values = new boolean[n];
          for (int i = 0; i < n; i++) {
            values[i] = Boolean.TRUE.equals(c.get(i));
          }
          numbers("bool", Tensor.of(values), c);
        }
        case DateColumn c -> times("date", c, LocalDate::toEpochDay);
        case TimeColumn c -> times("time", c, t -> t.toNanoOfDay() / 1000);
        case DateTimeColumn c -> times("datetime", c, t -> micros(t.toInstant(ZoneOffset.UTC)));
        case InstantColumn c -> times("instant", c, PythonTables::micros);
        default -> words(column);
      }
      return about;
    }

    private void numbers(String kind, Tensor values, Column<?> gaps) throws IOException {
      about.addProperty("kind", kind);
      save("data", values);
      if (gaps != null && gaps.countMissing() > 0) {
        var missing = new boolean[gaps.size()];
        for (int i = 0; i < missing.length; i++) {
          missing[i] = gaps.isMissing(i);
        }
        save("missing", Tensor.of(missing));
      }
    }

    private <T> void times(String kind, Column<T> column, ToLongFunction<T> value)
        throws IOException {
      var values = new long[column.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = column.isMissing(i) ? 0 : value.applyAsLong(column.get(i));
      }
      numbers(kind, Tensor.of(values), column);
    }

    private void words(Column<?> column) throws IOException {
      about.addProperty("kind", "text");
      var numbers = new LinkedHashMap<String, Integer>();
      var codes = new int[column.size()];
      for (int i = 0; i < codes.length; i++) {
        // An empty text is Tablesaw's mark for a missing one.
        String text = column.isMissing(i) ? "" : column.getString(i);
        codes[i] = text.isEmpty() ? -1 : numbers.computeIfAbsent(text, _ -> numbers.size());
      }
      var bytes = new ByteArrayOutputStream();
      var ends = new long[numbers.size()];
      int word = 0;
      for (String w : numbers.keySet()) {
        bytes.write(w.getBytes(StandardCharsets.UTF_8));
        ends[word++] = bytes.size();
      }
      save("data", Tensor.of(codes));
      save("ends", Tensor.of(ends));
      save("bytes", Tensor.ofArray(bytes.toByteArray()).to(DType.UINT8));
    }
  }

  private static long micros(Instant t) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, t);
  }

  // --- from Python ---

  static Object read(Path folder, String name) throws IOException {
    JsonObject about =
        new Gson().fromJson(Files.readString(folder.resolve("columns.json")), JsonObject.class);
    List<Column<?>> columns = new ArrayList<>();
    for (JsonElement one : about.getAsJsonArray("columns")) {
      columns.add(new Reader(folder, one.getAsJsonObject()).read());
    }
    return Table.create(name, columns);
  }

  private record Reader(Path folder, JsonObject about) {
    private Tensor load(String what) throws IOException {
      return Npy.load(folder.resolve(about.get(what).getAsString()));
    }

    Column<?> read() throws IOException {
      String name = about.get("name").getAsString();
      Tensor data = load("data");
      boolean[] missing = about.has("missing") ? load("missing").toBooleanArray() : null;
      Column<?> column =
          switch (about.get("kind").getAsString()) {
            case "bool" -> BooleanColumn.create(name, data.toBooleanArray());
            case "int" -> integers(name, data);
            case "float" ->
                switch (data.dtype()) {
                  case FLOAT64 -> DoubleColumn.create(name, data.toDoubleArray());
                  default -> FloatColumn.create(name, data.toFloatArray());
                };
            case "date" -> {
              var c = DateColumn.create(name);
              for (long day : data.toLongArray()) {
                c.append(LocalDate.ofEpochDay(clamp(day, LocalDate.MAX.toEpochDay())));
              }
              yield c;
            }
            case "time" -> {
              var c = TimeColumn.create(name);
              for (long us : data.toLongArray()) {
                c.append(LocalTime.ofNanoOfDay(us * 1000));
              }
              yield c;
            }
            case "datetime" -> {
              var c = DateTimeColumn.create(name);
              for (long us : data.toLongArray()) {
                c.append(LocalDateTime.ofInstant(instant(us), ZoneOffset.UTC));
              }
              yield c;
            }
            case "instant" -> {
              var c = InstantColumn.create(name);
              for (long us : data.toLongArray()) {
                c.append(instant(us));
              }
              yield c;
            }
            default -> words(name, data);
          };
      if (missing != null) {
        for (int i = 0; i < missing.length; i++) {
          if (missing[i]) {
            column.setMissing(i);
          }
        }
      }
      return column;
    }

    private static Column<?> integers(String name, Tensor data) {
      return switch (data.dtype()) {
        case INT64 -> LongColumn.create(name, data.toLongArray());
        case INT32 -> IntColumn.create(name, data.toIntArray());
        default -> {
          int[] wide = data.toIntArray();
          var c = ShortColumn.create(name, wide.length);
          for (int i = 0; i < wide.length; i++) {
            c.set(i, (short) wide[i]);
          }
          yield c;
        }
      };
    }

    private Column<?> words(String name, Tensor data) throws IOException {
      long[] ends = load("ends").toLongArray();
      byte[] bytes = load("bytes").toByteArray();
      var words = new String[ends.length];
      for (int w = 0; w < words.length; w++) {
        int begin = w == 0 ? 0 : Math.toIntExact(ends[w - 1]);
        words[w] =
            new String(bytes, begin, Math.toIntExact(ends[w]) - begin, StandardCharsets.UTF_8);
      }
      var c = StringColumn.create(name);
      for (int code : data.toIntArray()) {
        c.append(code < 0 ? null : words[code]);
      }
      return c;
    }

    /// Where a value is missing anything may stand, as NumPy's mark for no date.
    private static long clamp(long value, long most) {
      return Math.abs(value) > most || value == Long.MIN_VALUE ? 0 : value;
    }

    private static Instant instant(long us) {
      return Instant.EPOCH.plus(clamp(us, Long.MAX_VALUE / 2), ChronoUnit.MICROS);
    }
  }
}
