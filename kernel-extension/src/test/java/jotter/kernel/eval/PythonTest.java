package jotter.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.tablesaw.api.Table;

/// `%%python`: arrays and tables on their way to the user's Python and back.
///
/// Needs NumPy and for data frames pandas, in the Python that `JOTTER_PYTHON` names or `python3`.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class PythonTest extends Cells {
  private static void needs(String module) throws InterruptedException {
    String python = System.getenv().getOrDefault("JOTTER_PYTHON", "python3");
    String missing = python + " has no " + module + " (JOTTER_PYTHON names another)";
    boolean there;
    try {
      there = new ProcessBuilder(python, "-c", "import " + module).start().waitFor() == 0;
    } catch (IOException none) {
      there = false;
    }
    if (!there) {
      Streams.log().println("skipped: " + missing);
    }
    assumeTrue(there, missing);
  }

  private static final String TABLE =
      """
      import tech.tablesaw.api.*;
      Table t = Table.create("t",
          ShortColumn.create("short", (short) 1, (short) -2, (short) 3),
          IntColumn.create("int", 7, 8, 9),
          LongColumn.create("long", 1L << 40, 2, 3),
          FloatColumn.create("float", 0.5f, -1f, Float.NaN),
          DoubleColumn.create("double", 1e300, Double.NaN, 3),
          BooleanColumn.create("bool", true, false, true),
          StringColumn.create("text", "größe", "a,b\\n\\"c\\"", "größe"),
          DateColumn.create("date", LocalDate.of(2024, 2, 29), LocalDate.of(1969, 1, 1), LocalDate.of(1, 1, 1)),
          TimeColumn.create("time", java.time.LocalTime.of(1, 2, 3, 4_000_000), java.time.LocalTime.MIDNIGHT, java.time.LocalTime.NOON),
          DateTimeColumn.create("when", LocalDateTime.of(2024, 1, 2, 3, 4, 5), LocalDateTime.of(1900, 1, 1, 0, 0, 1), LocalDateTime.of(2000, 1, 1, 0, 0)),
          InstantColumn.create("instant", Instant.ofEpochSecond(1), Instant.ofEpochMilli(-1), Instant.EPOCH));
      Table gaps = t.copy();
      for (var column : gaps.columns()) column.setMissing(1);""";

  @Test
  void arraysGoToPythonAndBack() throws Exception {
    needs("numpy");
    run(
        "Tensor a = Tensor.arange(6).reshape(2, 3).to(DType.FLOAT32);\nString s = \"grüße '\";\ndouble d = 0.5;");
    run("%%python -i a,s,d -o b,t\nprint(type(a).__name__, a.shape, s)\nb = a.T * d\nt = s + '!'");
    assertThat((notes.out.toString() + notes.err)).contains("(2, 3) grüße '");
    Tensor b = (Tensor) value("b");
    assertThat(b.shape()).containsExactly(3, 2);
    assertThat(b.toFloatArray()).containsExactly(0, 1.5f, 0.5f, 2, 1, 2.5f);
    assertThat(value("t")).isEqualTo("grüße '!");
    assertThat(complaint("%%python\n1 / 0")).contains("status 1");
    assertThat((notes.out.toString() + notes.err)).contains("ZeroDivisionError", "line 1");
    assertThat(complaint("%%python -o nothing\nx = 1")).contains("status 1");
    assertThat(complaint("%%python -i missing\nx = 1")).contains("missing: no such variable");
  }

  @Test
  void framesGoToPandasAndBack() throws Exception {
    needs("pandas");
    ok(TABLE);
    ok("%%python -i t,gaps -o back,holes\nprint(t.dtypes.to_string())\nback = t\nholes = gaps");
    assertThat(notes.out.toString().replaceAll(" +", " "))
        .contains("short int16", "int int32", "long int64", "float float32", "double float64")
        .contains("bool bool", "text str", "when datetime64[us]", "instant datetime64[us, UTC]");
    same("t", "back");
    same("gaps", "holes");
  }

  private void same(String left, String right) {
    Table a = (Table) value(left);
    Table b = (Table) value(right);
    assertThat(b.columnNames()).isEqualTo(a.columnNames());
    for (int c = 0; c < a.columnCount(); c++) {
      assertThat(b.column(c).type()).as(a.column(c).name()).isEqualTo(a.column(c).type());
      for (int r = 0; r < a.rowCount(); r++) {
        // A text set to missing is empty, but does not know that it is missing.
        assertThat(b.column(c).isMissing(r))
            .as(a.column(c).name() + " " + r)
            .isEqualTo(a.column(c).isMissing(r) || a.get(r, c).equals(""));
        assertThat(b.get(r, c)).as(a.column(c).name() + " " + r).isEqualTo(a.get(r, c));
      }
    }
  }

  @Test
  void whatPandasMakesBecomesATable() throws Exception {
    needs("pandas");
    ok(
        """
        %%python -o df,grouped,series
        import pandas as pd, numpy as np, datetime
        df = pd.DataFrame({
            "category": pd.Categorical(["b", None, "a"], categories=["a", "b", "unused"]),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "maybe": pd.array([True, None, False], dtype="boolean"),
            "mixed": [1, "two", None],
            "day": [datetime.date(2024, 1, 1), None, datetime.date(2024, 1, 3)],
            "stamp": pd.to_datetime(["2024-01-01 10:00", None, "2024-01-02 00:00"]),
            "zone": pd.to_datetime(["2024-01-01 10:00", None, "2024-01-02 00:00"]).tz_localize("Europe/Berlin"),
            "small": np.array([1, 2, 255], dtype="uint8"),
            "span": pd.to_timedelta(["1s", "2min", None]),
        })
        grouped = pd.DataFrame({"k": ["x", "y", "x"], "v": [1., 2., 4.]}).groupby("k").mean()
        series = pd.Series([1.5, 2.5], name="s")""");
    Table df = (Table) value("df");
    assertThat(df.stringColumn("category").asList()).containsExactly("b", "", "a");
    assertThat(df.column("nullable").getString(0)).isEqualTo("1");
    assertThat(df.column("nullable").isMissing(1)).isTrue();
    assertThat(df.booleanColumn("maybe").get(2)).isFalse();
    assertThat(df.booleanColumn("maybe").isMissing(1)).isTrue();
    assertThat(df.stringColumn("mixed").asList()).containsExactly("1", "two", "");
    assertThat(df.dateColumn("day").get(2)).hasToString("2024-01-03");
    assertThat(df.dateColumn("day").isMissing(1)).isTrue();
    assertThat(df.dateTimeColumn("stamp").get(0)).hasToString("2024-01-01T10:00");
    assertThat(df.dateTimeColumn("stamp").isMissing(1)).isTrue();
    assertThat(df.instantColumn("zone").get(0)).hasToString("2024-01-01T09:00:00Z");
    assertThat(df.shortColumn("small").get(2)).isEqualTo((short) 255);
    assertThat(df.doubleColumn("span").get(1)).isEqualTo(120);
    Table grouped = (Table) value("grouped");
    assertThat(grouped.columnNames()).containsExactly("k", "v");
    assertThat(grouped.doubleColumn("v").asList()).containsExactly(2.5, 2.0);
    assertThat(((Table) value("series")).columnNames()).containsExactly("s");
  }

  @Test
  void dictsOfColumnsAreTables() throws Exception {
    needs("numpy");
    ok(
        "%%python -o d\nimport numpy as np\n"
            + "d = dict(x=np.arange(3), y=['a', None, 'c'], m=np.ma.array([1., 2., 3.], mask=[0, 1, 0]))");
    Table d = (Table) value("d");
    assertThat(d.columnNames()).containsExactly("x", "y", "m");
    assertThat(d.longColumn("x").asList()).containsExactly(0L, 1L, 2L);
    assertThat(d.stringColumn("y").asList()).containsExactly("a", "", "c");
    assertThat(d.column("m").isMissing(1)).isTrue();
  }

  /// The scripts themselves, in a Python that is told that it has no pandas.
  @Test
  void withoutPandasATableIsADictOfArrays() throws Exception {
    needs("numpy");
    ok(TABLE);
    String scripts = "";
    for (String name : new String[] {"before.py", "frames.py"}) {
      try (var in = Engine.class.getResourceAsStream("/jotter/kernel/magic/" + name)) {
        scripts += new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    run(
        "%%python -i gaps -o text\nimport subprocess, sys, os\n"
            + "script = '''import sys\nsys.modules['pandas'] = None\n"
            + scripts.replace("\\", "\\\\").replace("'''", "\"\"\"")
            + "\nt = _jotter_frame(os.environ['JOTTER_FOLDER'] + '/gaps.table')\n"
            + "print(type(t).__name__, type(t['int']).__name__, t['int'].tolist(), t['text'].tolist(), t['date'].tolist(), t['bool'].tolist())\n"
            + "_jotter_give_frame(t, os.environ['JOTTER_FOLDER'] + '/again.table')\n'''\n"
            + "text = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)\n"
            + "text = text.stdout + text.stderr");
    assertThat((String) value("text"))
        .contains("_JotterTable MaskedArray [7, None, 9]")
        .contains("['größe', None, 'größe']")
        .contains("[datetime.date(2024, 2, 29), None, datetime.date(1, 1, 1)]")
        .contains("[True, None, True]")
        .doesNotContain("Traceback");
  }
}
