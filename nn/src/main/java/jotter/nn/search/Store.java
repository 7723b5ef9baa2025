package jotter.nn.search;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The trials of a study in an embedded database, H2, one file: what is written there is there,
/// even if the process is killed in the next moment.
final class Store implements AutoCloseable {
  private final Connection connection;

  /// @param file the database without its ending `.mv.db`; null for one in memory
  Store(Path file, String name) {
    String url =
        file == null
            ? "jdbc:h2:mem:"
            // Others may look at it at the same time.
            : "jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0;AUTO_SERVER=FALSE";
    try {
      connection = new org.h2.Driver().connect(url, new java.util.Properties());
      run(
          "create table if not exists trial(study varchar, number int, status varchar, value_ double,"
              + " primary key(study, number))");
      run(
          "create table if not exists setting(study varchar, number int, name varchar, kind char,"
              + " text varchar, primary key(study, number, name))");
      run(
          "create table if not exists report(study varchar, number int, step int, value_ double,"
              + " primary key(study, number, step))");
    } catch (SQLException e) {
      throw broken(e);
    }
    this.name = name;
  }

  private final String name;

  private static IllegalStateException broken(SQLException e) {
    return new IllegalStateException("the study's database: " + e.getMessage(), e);
  }

  private void run(String sql, Object... values) {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) s.setObject(i + 1, values[i]);
      s.execute();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  synchronized void begin(Trial t) {
    run("insert into trial values(?, ?, ?, null)", name, t.number(), t.status().name());
    t.settings()
        .forEach(
            (n, v) ->
                run(
                    "insert into setting values(?, ?, ?, ?, ?)",
                    name,
                    t.number(),
                    n,
                    v instanceof Double ? "d" : v instanceof Long ? "l" : "s",
                    v.toString()));
  }

  synchronized void report(int trial, int step, double value) {
    run("merge into report key(study, number, step) values(?, ?, ?, ?)", name, trial, step, value);
  }

  synchronized void end(Trial t) {
    run(
        "update trial set status = ?, value_ = ? where study = ? and number = ?",
        t.status().name(),
        Double.isNaN(t.value()) ? null : t.value(),
        name,
        t.number());
  }

  /// Forgets a trial that was cut off.
  synchronized void remove(int trial) {
    for (String table : List.of("report", "setting", "trial"))
      run("delete from " + table + " where study = ? and number = ?", name, trial);
  }

  /// All trials in the order of their numbers.
  synchronized List<Trial> load(Study study) {
    Map<Integer, Trial> all = new LinkedHashMap<>();
    try {
      Map<Integer, Map<String, Object>> settings = new LinkedHashMap<>();
      rows(
          "select number, name, kind, text from setting where study = ?",
          r ->
              settings
                  .computeIfAbsent(r.getInt(1), k -> new LinkedHashMap<>())
                  .put(
                      r.getString(2),
                      switch (r.getString(3)) {
                        case "d" -> Double.parseDouble(r.getString(4));
                        case "l" -> Long.parseLong(r.getString(4));
                        default -> r.getString(4);
                      }));
      rows(
          "select number, status, value_ from trial where study = ? order by number",
          r -> {
            Trial t =
                new Trial(
                    r.getInt(1),
                    study.ordered(settings.getOrDefault(r.getInt(1), Map.of())),
                    study);
            double v = r.getDouble(3);
            t.end(Trial.Status.valueOf(r.getString(2)), r.wasNull() ? Double.NaN : v);
            all.put(t.number(), t);
          });
      rows(
          "select number, step, value_ from report where study = ? order by number, step",
          r -> {
            Trial t = all.get(r.getInt(1));
            if (t != null) t.reports().put(r.getInt(2), r.getDouble(3));
          });
    } catch (SQLException e) {
      throw broken(e);
    }
    return new ArrayList<>(all.values());
  }

  private interface Row {
    void read(ResultSet r) throws SQLException;
  }

  private void rows(String sql, Row row) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setString(1, name);
      ResultSet r = s.executeQuery();
      while (r.next()) row.read(r);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw broken(e);
    }
  }
}
