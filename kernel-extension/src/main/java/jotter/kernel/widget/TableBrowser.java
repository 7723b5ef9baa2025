package jotter.kernel.widget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jotter.kernel.widget.Widgets.Control;
import tech.tablesaw.api.Table;

/// Leafs through a table: a choice of the column that sorts it, which way, and a slider for the
/// page.
final class TableBrowser {
  private static final int PAGE = 20;

  private final Table table;
  private Table sorted;
  private int column;
  private boolean down;
  private int page;

  private TableBrowser(Table table) {
    this.table = table;
    this.sorted = table;
  }

  static Widget of(Table table) {
    var browser = new TableBrowser(table);
    var names = new ArrayList<String>(List.of("(as it is)"));
    names.addAll(table.columnNames());
    int last = Math.max(0, (table.rowCount() - 1) / PAGE);
    return Widgets.box(
        List.of(
            new Control(
                "DropdownModel",
                "DropdownView",
                Map.of("description", "sort by", "_options_labels", names, "index", 0),
                v -> browser.sort(((Number) v).intValue(), browser.down)),
            new Control(
                "CheckboxModel",
                "CheckboxView",
                Map.of("description", "largest first", "value", false, "indent", true),
                v -> browser.sort(browser.column, (Boolean) v)),
            new Control(
                "IntSliderModel",
                "IntSliderView",
                Map.of("description", "page", "min", 0, "max", last, "step", 1, "value", 0),
                v -> browser.page = ((Number) v).intValue())),
        browser::shown);
  }

  private void sort(int by, boolean largestFirst) {
    column = by;
    down = largestFirst;
    if (by == 0) {
      sorted = table;
      return;
    }
    String name = table.column(by - 1).name();
    sorted = largestFirst ? table.sortDescendingOn(name) : table.sortAscendingOn(name);
  }

  private Object shown() {
    int from = Math.min(page * PAGE, table.rowCount());
    return sorted.inRange(from, Math.min(from + PAGE, table.rowCount()));
  }
}
