package jotter.kernel.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What was run in this session.
final class History {
  private static final int SESSION = 1;

  private record Entry(int line, String input, String output) {}

  private final List<Entry> entries = new ArrayList<>();

  synchronized void add(int line, String input, String output) {
    entries.add(new Entry(line, input, output));
  }

  /// Answers a `history_request` with rows of session, line and input.
  synchronized List<List<Object>> find(JsonObject request) {
    boolean output = bool(request, "output");
    int n = number(request, "n", Integer.MAX_VALUE);
    List<Entry> found =
        switch (text(request, "hist_access_type", "tail")) {
          case "range" -> {
            int session = number(request, "session", 0);
            int start = number(request, "start", 0);
            int stop = number(request, "stop", Integer.MAX_VALUE);
            yield session == 0 || session == SESSION
                ? entries.stream().filter(e -> e.line >= start && e.line < stop).toList()
                : List.of();
          }
          case "search" -> search(text(request, "pattern", "*"), bool(request, "unique"), n);
          default -> last(entries, n);
        };
    return found.stream().map(e -> row(e, output)).toList();
  }

  private static List<Object> row(Entry e, boolean output) {
    return output
        ? List.of(SESSION, e.line, List.of(e.input, e.output))
        : List.of(SESSION, e.line, e.input);
  }

  private List<Entry> search(String glob, boolean unique, int n) {
    var regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    var seen = new HashSet<String>();
    Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    return last(
        entries.stream()
            .filter(e -> pattern.matcher(e.input).matches())
            .filter(e -> !unique || seen.add(e.input))
            .toList(),
        n);
  }

  private static List<Entry> last(List<Entry> all, int n) {
    return all.subList(Math.max(0, all.size() - Math.max(0, n)), all.size());
  }

  static String text(JsonObject o, String key, String otherwise) {
    JsonElement e = o.get(key);
    return e == null || !e.isJsonPrimitive() ? otherwise : e.getAsString();
  }

  static int number(JsonObject o, String key, int otherwise) {
    JsonElement e = o.get(key);
    return e == null || !e.isJsonPrimitive() || !e.getAsJsonPrimitive().isNumber()
        ? otherwise
        : e.getAsInt();
  }

  static boolean bool(JsonObject o, String key) {
    return bool(o, key, false);
  }

  static boolean bool(JsonObject o, String key, boolean otherwise) {
    JsonElement e = o.get(key);
    return e == null || !e.isJsonPrimitive() ? otherwise : e.getAsBoolean();
  }
}
