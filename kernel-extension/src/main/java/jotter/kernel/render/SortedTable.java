package jotter.kernel.render;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/// A table that is scrolled and sorted in the page without a script: each heading has two buttons,
/// each row knows its place in every order, and the style sheet does the rest. Where styles are
/// taken out, as on a code forge, it is a plain table.
final class SortedTable {
  private static final int ROWS = 190;
  private static final int TAIL = 10;
  private static final int SORTED_COLUMNS = 24;

  /// About what a browser and a notebook's file take without effort.
  private static final int CELLS = 4_000;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private SortedTable() {}

  /// How many rows of a table are shown.
  static int shown(int rows, int columns) {
    return Math.min(rows, Math.max(20, Math.min(ROWS + TAIL, CELLS / Math.max(1, columns))));
  }

  /// @param caption what stands below
  /// @param columns the headings; a second line, as for a type, stands after a line end
  /// @param rows how many there are
  /// @param row the values of a row; null is nothing
  static String of(
      String caption, List<String> columns, int rows, IntFunction<? extends List<?>> row) {
    int most = shown(rows, columns.size());
    int tail = rows > most ? Math.min(TAIL, most / 2) : 0;
    var numbers = new ArrayList<Integer>();
    var values = new ArrayList<List<?>>();
    for (int i = 0; i < most; i++) {
      int at = i < most - tail ? i : rows - most + i;
      numbers.add(at);
      values.add(row.apply(at));
    }
    String id =
        "jotter-table-" + Long.toString(System.nanoTime(), 36) + "-" + NUMBER.incrementAndGet();
    int sorted = Math.min(columns.size(), SORTED_COLUMNS);
    var out = new StringBuilder(style(id, columns.size(), sorted));
    out.append("<div id=\"").append(id).append("\"><table><thead><tr><th>");
    out.append(button(id, "o", "⟲", "the order of the table", true)).append("</th>");
    for (int c = 0; c < columns.size(); c++) {
      heading(out, id, columns.get(c), c, c < sorted);
    }
    out.append("</tr></thead><tbody>");
    int[][] ranks = new int[sorted][];
    for (int c = 0; c < sorted; c++) {
      ranks[c] = ranks(values, c);
    }
    for (int i = 0; i < most; i++) {
      var places = new StringBuilder();
      for (int c = 0; c < sorted; c++) {
        places.append("--").append(c).append(':').append(ranks[c][i]).append(';');
      }
      HtmlTable.line(out, numbers.get(i), values.get(i), places.toString());
    }
    out.append("</tbody></table></div><small style=\"opacity:.7\">").append(escape(caption));
    if (rows > most) {
      out.append(" · the first ")
          .append(most - tail)
          .append(" and the last ")
          .append(tail)
          .append(" are shown; browse(table) leafs through and sorts all of them");
    }
    return out.append("</small>").toString();
  }

  private static void heading(
      StringBuilder out, String id, String column, int c, boolean isSorted) {
    String[] parts = column.split("\n", 2);
    out.append("<th>").append(escape(parts[0]));
    if (parts.length > 1) {
      out.append("<br><small style=\"font-weight:400;opacity:.7\">")
          .append(escape(parts[1]))
          .append("</small>");
    }
    if (isSorted) {
      out.append(button(id, "a" + c, "▲", "smallest first", false));
      out.append(button(id, "d" + c, "▼", "largest first", false));
    }
    out.append("</th>");
  }

  private static String button(String id, String name, String sign, String title, boolean on) {
    return "<label title=\""
        + title
        + "\"><input type=\"radio\" name=\""
        + id
        + "\" class=\""
        + name
        + "\""
        + (on ? " checked" : "")
        + ">"
        + sign
        + "</label>";
  }

  private static String style(String id, int columns, int sorted) {
    String here = "#" + id;
    var css = new StringBuilder("<style>");
    css.append(here).append("{max-height:30em;overflow:auto;width:fit-content;max-width:100%}");
    css.append(here)
        .append(" table{display:grid;grid-template-columns:repeat(")
        .append(columns + 1)
        .append(",auto);margin:0}");
    css.append(here).append(" :is(thead,tbody,tr){display:contents}");
    css.append(here)
        .append(" th{order:-9999;position:sticky;top:0;z-index:1;white-space:nowrap;")
        .append("background:var(--jp-layout-color0,Canvas);border-bottom:1px solid #8888}");
    css.append(here).append(" td{overflow:hidden;max-width:30em}");
    css.append(here).append(" input{position:absolute;opacity:0;width:0}");
    css.append(here).append(" label{cursor:pointer;opacity:.35;font-size:70%;padding:0 .15em}");
    css.append(here).append(" label:is(:hover,:focus-within,:has(:checked)){opacity:1}");
    for (int c = 0; c < sorted; c++) {
      css.append(here).append(":has(.a").append(c).append(":checked) td{order:var(--").append(c);
      css.append(")}").append(here).append(":has(.d").append(c);
      css.append(":checked) td{order:calc(-1*var(--").append(c).append("))}");
    }
    return css.append("</style>").toString();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Comparator<Comparable> natural() {
    return (a, b) -> a.compareTo(b);
  }

  /// The place of each row when its column is sorted; missing values come last.
  @SuppressWarnings("rawtypes")
  private static int[] ranks(List<List<?>> values, int column) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < values.size(); i++) {
      order.add(i);
    }
    Function<Integer, Comparable> key =
        i -> values.get(i).get(column) instanceof Comparable c ? c : null;
    order.sort(Comparator.comparing(key, Comparator.nullsLast(SortedTable.natural())));
    int[] ranks = new int[values.size()];
    for (int place = 0; place < ranks.length; place++) {
      ranks[order.get(place)] = place + 1;
    }
    return ranks;
  }
}
