package jotter.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TablesTest {
  private static Table flowers() {
    return Table.create(
        "flowers",
        DoubleColumn.create("petal", 1.5, 4.75, 6),
        IntColumn.create("count", 3, -1, 2),
        StringColumn.create("species", "virginica", "setosa", "virginica"));
  }

  @Test
  void columnsKeepTheirTypes() {
    assertThat(Tables.tensor(DoubleColumn.create("c", 1.5, 2)).dtype()).isEqualTo(DType.FLOAT64);
    assertThat(Tables.tensor(FloatColumn.create("c", 1.5f, 2f)).toFloatArray())
        .containsExactly(1.5f, 2f);
    assertThat(Tables.tensor(LongColumn.create("c", 1L << 40, -2)).toLongArray())
        .containsExactly(1L << 40, -2);
    assertThat(Tables.tensor(IntColumn.create("c", 7, -2)).dtype()).isEqualTo(DType.INT32);
    assertThat(Tables.tensor(ShortColumn.create("c", new short[] {7, -2})).dtype())
        .isEqualTo(DType.INT16);
    assertThat(Tables.tensor(BooleanColumn.create("c", true, false)).toBooleanArray())
        .containsExactly(true, false);
    assertThat(Tables.tensor(flowers().stringColumn("species")).toLongArray())
        .containsExactly(1, 0, 1);
    assertThat(Tables.categories(flowers().stringColumn("species")))
        .containsExactly("setosa", "virginica");
  }

  @Test
  void tablesAreMatrices() {
    Tensor x = Tables.tensor(flowers(), "count", "petal");
    assertThat(x.toArray(float[][].class))
        .isDeepEqualTo(new float[][] {{3, 1.5f}, {-1, 4.75f}, {2, 6}});
    TensorDataset d = Tables.dataset(flowers(), "species");
    assertThat(d.x().shape()).containsExactly(3, 2);
    assertThat(d.y().toLongArray()).containsExactly(1, 0, 1);
    assertThat(Tables.dataset(flowers(), "petal").y().dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void tensorsBecomeTables() {
    Tensor x = Tensor.arange(6).reshape(3, 2);
    Table t = Tables.table("numbers", x, "a", "b");
    assertThat(t.columnNames()).containsExactly("a", "b");
    assertThat(Tables.tensor(t, DType.INT64).equal(x)).isTrue();
    for (DType type : DType.values()) {
      if (type.isComplex()) continue;
      Tensor v = Tensor.of(0L, 1L, 1L).to(type);
      assertThat(Tables.tensor(Tables.column("c", v)).to(type).equal(v)).as("%s", type).isTrue();
    }
  }

  @Test
  void whatIsMissingIsNaNOrRefused() {
    Table t = flowers();
    t.doubleColumn("petal").setMissing(1);
    t.intColumn("count").setMissing(2);
    assertThat(Tables.tensor(t.column("petal")).toDoubleArray())
        .containsExactly(1.5, Double.NaN, 6);
    assertThatThrownBy(() -> Tables.tensor(t.column("count")))
        .hasMessageContaining("count")
        .hasMessageContaining("misses 1")
        .hasMessageContaining("dropRowsWithMissingValues");
    assertThatThrownBy(() -> Tables.tensor(t, "stem")).hasMessageContaining("petal, count");
    assertThatThrownBy(() -> Tables.tensor(DateColumn.create("day", LocalDate.EPOCH)))
        .hasMessageContaining("day");
    assertThatThrownBy(() -> Tables.column("c", Tensor.zeros(2, 2)))
        .hasMessageContaining("table(...)");
    assertThatThrownBy(() -> Tables.table("t", Tensor.zeros(2, 2), "a"))
        .hasMessageContaining("(2×2)");
  }
}
