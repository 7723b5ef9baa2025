package jotter.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/// From files and databases to tensors and back, and what lies between.
class TableFilesTest {
  @TempDir Path dir;

  private static final Object[][] ROWS = {
    {1.5, 3, "red", "yes"},
    {4.75, -1, "blue", "no"},
    {6.0, 2, "red", "yes"},
    {0.25, 0, "green", "no"}
  };

  private static void check(Table t) {
    assertThat(t.columnNames()).containsExactly("size", "count", "colour", "ripe");
    Tensor x = Tables.tensor(t, "size", "count");
    assertThat(x.toArray(float[][].class))
        .isDeepEqualTo(new float[][] {{1.5f, 3}, {4.75f, -1}, {6, 2}, {0.25f, 0}});
    TableEncoder e = TableEncoder.fit(t, "ripe");
    assertThat(e.features())
        .containsExactly("size", "count", "colour=blue", "colour=green", "colour=red");
    assertThat(e.classes()).containsExactly("no", "yes");
    assertThat(e.dataset(t).y().toLongArray()).containsExactly(1, 0, 1, 0);
    assertThat(e.inputs(t).narrow(1, 2, 3).toArray(float[][].class))
        .isDeepEqualTo(new float[][] {{0, 0, 1}, {1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
  }

  @Test
  void csv() throws Exception {
    StringBuilder s = new StringBuilder("size,count,colour,ripe\n");
    for (Object[] r : ROWS)
      s.append(String.join(",", Arrays.stream(r).map(String::valueOf).toList())).append("\n");
    Path f = Files.writeString(dir.resolve("a.csv"), s);
    Table t = Table.read().csv(f.toFile());
    t.replaceColumn(StringColumn.create("ripe", t.column("ripe").asStringColumn().asList()));
    check(named(t));
    Table back = Tables.table("back", Tables.tensor(t, "size", "count"), "size", "count");
    back.write().csv(dir.resolve("b.csv").toFile());
    Tensor again = Tables.tensor(Table.read().csv(dir.resolve("b.csv").toFile()));
    assertThat(again.equal(Tables.tensor(t, "size", "count"))).isTrue();
  }

  /// Tablesaw takes yes and no for booleans where it guesses, and texts for texts.
  private static Table named(Table t) {
    StringColumn ripe = t.stringColumn("ripe");
    String[] v = new String[t.rowCount()];
    for (int i = 0; i < v.length; i++)
      v[i] =
          switch (ripe.get(i)) {
            case "true" -> "yes";
            case "false" -> "no";
            default -> ripe.get(i);
          };
    t.replaceColumn(StringColumn.create("ripe", v));
    return t;
  }

  @Test
  void json() throws Exception {
    StringBuilder s = new StringBuilder("[");
    for (Object[] r : ROWS)
      s.append(s.length() > 1 ? "," : "")
          .append("{\"size\":%s,\"count\":%s,\"colour\":\"%s\",\"ripe\":\"%s\"}".formatted(r));
    Path f = Files.writeString(dir.resolve("a.json"), s.append("]"));
    Table t = Table.read().file(f.toFile());
    t.replaceColumn(StringColumn.create("ripe", t.column("ripe").asStringColumn().asList()));
    check(named(t));
  }

  @Test
  void excel() throws Exception {
    Path f = dir.resolve("a.xlsx");
    try (var book = new XSSFWorkbook();
        OutputStream out = Files.newOutputStream(f)) {
      var sheet = book.createSheet();
      String[] names = {"size", "count", "colour", "ripe"};
      var head = sheet.createRow(0);
      for (int i = 0; i < 4; i++) head.createCell(i).setCellValue(names[i]);
      for (int k = 0; k < ROWS.length; k++) {
        var row = sheet.createRow(k + 1);
        for (int i = 0; i < 4; i++) {
          if (ROWS[k][i] instanceof Number n) row.createCell(i).setCellValue(n.doubleValue());
          else row.createCell(i).setCellValue((String) ROWS[k][i]);
        }
      }
      book.write(out);
    }
    check(Table.read().file(f.toFile()));
  }

  @Test
  void sql() throws Exception {
    try (Connection db = DriverManager.getConnection("jdbc:h2:mem:");
        Statement s = db.createStatement()) {
      s.execute("create table fruit(size double, count int, colour varchar(9), ripe varchar(9))");
      for (Object[] r : ROWS)
        s.execute("insert into fruit values(%s, %s, '%s', '%s')".formatted(r));
      Table t = Table.read().db(s.executeQuery("select * from fruit"), "fruit");
      t.columns().forEach(c -> c.setName(c.name().toLowerCase()));
      check(t);
    }
  }

  /// Means and deviations of scikit-learn's StandardScaler; unknown categories as its OneHotEncoder
  /// with handle_unknown='ignore'.
  @Test
  void newRowsAreEncodedAsTheOldOnes() {
    Table train =
        Table.create(
            DoubleColumn.create("a", 1, 2, 3, 6),
            IntColumn.create("same", 5, 5, 5, 5),
            StringColumn.create("c", "x", "y", "x", "z"),
            DoubleColumn.create("y", 1, 2, 3, 4));
    TableEncoder e = TableEncoder.fit(train, "y");
    float[][] x = e.inputs(train).toArray(float[][].class);
    double[] scaled = {-1.0690449676496976, -0.5345224838248488, 0, 1.6035674514745464};
    for (int i = 0; i < 4; i++) {
      assertThat(x[i][0]).isCloseTo((float) scaled[i], within(1e-6f));
      assertThat(x[i][1]).isZero();
    }
    Table test =
        Table.create(
            StringColumn.create("c", "z", "new", ""),
            DoubleColumn.create("more", 0, 0, 0),
            IntColumn.create("same", 6, 5, 4),
            DoubleColumn.create("a", 3, Double.NaN, 6),
            DoubleColumn.create("y", 9, 8, 7));
    assertThat(e.features()).containsExactly("a", "same", "c=x", "c=y", "c=z");
    float[][] z = e.inputs(test).toArray(float[][].class);
    assertThat(z[0]).containsExactly(0, 1, 0, 0, 1);
    assertThat(z[1]).containsExactly(0, 0, 0, 0, 0);
    assertThat(z[2]).containsExactly((float) scaled[3], -1, 0, 0, 0);
    assertThat(e.dataset(test).y().toFloatArray()).containsExactly(9, 8, 7);
    assertThat(e.classes()).isEmpty();
    assertThatThrownBy(() -> e.inputs(test.rejectColumns("same"))).hasMessageContaining("same");
    assertThatThrownBy(
            () -> TableEncoder.fit(Table.create(DateColumn.create("d", LocalDate.EPOCH)), null))
        .hasMessageContaining("d")
        .hasMessageContaining("rejectColumns");
    TableEncoder c = TableEncoder.fit(train, "c");
    assertThatThrownBy(
            () ->
                c.targets(
                    Table.create(
                        StringColumn.create("c", "x", "w"), DoubleColumn.create("a", 1, 2))))
        .hasMessageContaining("row 1")
        .hasMessageContaining("'w'")
        .hasMessageContaining("[x, y, z]");
  }

  @Test
  void rowsAreSplitOnce() {
    Table t = Table.create(IntColumn.indexColumn("id", 100, 0));
    String[] kind = new String[100];
    for (int i = 0; i < 100; i++) kind[i] = i % 10 == 0 ? "rare" : "usual";
    t.addColumns(StringColumn.create("kind", kind));
    for (var s : new Tables.Split[] {Tables.split(t, 0.3, 7), Tables.split(t, 0.3, 7, "kind")}) {
      assertThat(s.test().rowCount()).isEqualTo(30);
      Tensor all = Tensor.cat(0, ids(s.train()), ids(s.test()));
      assertThat(all.sort().values().equal(Tensor.arange(100))).isTrue();
    }
    var even = Tables.split(t, 0.3, 7, "kind").test();
    assertThat(even.where(even.stringColumn("kind").isEqualTo("rare")).rowCount()).isEqualTo(3);
    assertThat(ids(Tables.split(t, 0.3, 7).test()).equal(ids(Tables.split(t, 0.3, 7).test())))
        .isTrue();
    assertThat(ids(Tables.split(t, 0.3, 7).test()).equal(ids(Tables.split(t, 0.3, 8).test())))
        .isFalse();
    assertThatThrownBy(() -> Tables.split(t, 1, 7)).hasMessageContaining("(0, 1)");
  }

  private static Tensor ids(Table t) {
    return Tables.tensor(t.column("id")).to(DType.INT64);
  }
}
