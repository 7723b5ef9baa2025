package jotter.kernel.render;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/// Shows a Tablesaw table: some hundred rows to be scrolled and sorted, with the type of each
/// column.
public final class TableRenderer implements Renderer<Table> {
  private static final int PLAIN_ROWS = 20;

  @Override
  public Class<Table> type() {
    return Table.class;
  }

  @Override
  public MimeBundle render(Table table) {
    var columns = new ArrayList<String>();
    for (Column<?> column : table.columns()) {
      columns.add(column.name() + "\n" + column.type().name().toLowerCase(java.util.Locale.ROOT));
    }
    String shape = table.rowCount() + " rows × " + table.columnCount() + " columns";
    String caption =
        table.name() == null || table.name().isBlank() ? shape : table.name() + ": " + shape;
    return MimeBundle.of(table.print(PLAIN_ROWS) + "\n" + shape)
        .html(SortedTable.of(caption, columns, table.rowCount(), row -> values(table, row)));
  }

  private static List<Object> values(Table table, int row) {
    var values = new ArrayList<Object>();
    for (Column<?> column : table.columns()) {
      values.add(column.isMissing(row) ? null : column.get(row));
    }
    return values;
  }
}
