package jotter.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes the metrics of each epoch as a line of a CSV file, at once, so that a run that was cut
/// off is there as far as it came. A resumed run goes on in the same file.
public final class CsvLog implements TrainListener {
  private final Path file;
  private List<String> names;

  public CsvLog(Path file) {
    this.file = file;
  }

  @Override
  public void on(TrainEvent event) {
    if (!(event instanceof TrainEvent.EpochDone e)) return;
    try {
      StringBuilder s = new StringBuilder();
      if (names == null) {
        names = new ArrayList<>(e.metrics().keySet());
        boolean fresh = e.epoch() == 1 || !Files.exists(file) || Files.size(file) == 0;
        if (fresh) {
          Files.writeString(file, "epoch," + String.join(",", names) + "\n");
        }
      }
      s.append(e.epoch());
      Map<String, Double> m = e.metrics();
      for (String n : names) s.append(',').append(m.containsKey(n) ? m.get(n).toString() : "");
      Files.writeString(file, s.append('\n'), StandardOpenOption.APPEND);
    } catch (IOException x) {
      throw new UncheckedIOException("the log " + file + " cannot be written", x);
    }
  }
}
