package jotter.audio.datasets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import jotter.audio.wave.Wave;
import jotter.nn.data.Dataset;
import jotter.nn.data.files.DataFile;

/// Recordings of spoken digits, 8000 samples a second: a digit, a speaker, and the number of the
/// recording. The first five of each speaker and digit are for testing.
///
/// ```java
/// SpokenDigits test = SpokenDigits.test();
/// Wave seven = test.get(0).wave();
/// ```
///
/// Free Spoken Digit Dataset, Jackson et al. 2018, CC BY-SA 4.0.
///
/// @param recordings the recordings in the order of their names
public record SpokenDigits(List<Recording> recordings) implements Dataset<SpokenDigits.Recording> {
  /// The archive with all recordings; there are several editions, so that none is insisted on.
  public static final DataFile FILE =
      DataFile.of(
          "spoken-digits",
          "recordings.zip",
          null,
          "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/refs/tags/v1.0.10.zip");

  private static final Pattern NAME = Pattern.compile("(?:.*/)?(\\d)_([a-z]+)_(\\d+)\\.wav");
  private static final int MOST = 1 << 24;

  /// A recording.
  ///
  /// @param wave the sound
  /// @param digit what is said
  /// @param speaker who says it
  /// @param index the number of the recording among those of the same digit and speaker
  public record Recording(Wave wave, int digit, String speaker, int index) {}

  public SpokenDigits {
    recordings = List.copyOf(recordings);
  }

  /// The recordings from number 5 on.
  public static SpokenDigits train() throws IOException {
    return read(FILE.path(), r -> r.index >= 5);
  }

  /// Recordings 0 to 4 of each digit and speaker.
  public static SpokenDigits test() throws IOException {
    return read(FILE.path(), r -> r.index < 5);
  }

  /// Reads those recordings of an archive that are wanted.
  ///
  /// @throws IOException if the archive cannot be read or has no recordings
  public static SpokenDigits read(Path zip, Predicate<Recording> wanted) throws IOException {
    List<Recording> r = new ArrayList<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (var e : file.stream().toList()) {
        Matcher m = NAME.matcher(e.getName());
        if (!m.matches()) continue;
        try (InputStream in = file.getInputStream(e)) {
          byte[] bytes = in.readNBytes(MOST);
          Wave wave = Wave.read(new ByteArrayInputStream(bytes));
          var one =
              new Recording(
                  wave, Integer.parseInt(m.group(1)), m.group(2), Integer.parseInt(m.group(3)));
          if (wanted.test(one)) r.add(one);
        } catch (IOException x) {
          throw new IOException(zip + ", " + e.getName() + ": " + x.getMessage(), x);
        }
      }
    }
    if (r.isEmpty()) throw new IOException(zip + " has no recordings named like 7_jackson_32.wav");
    r.sort(
        Comparator.comparingInt(Recording::digit)
            .thenComparing(Recording::speaker)
            .thenComparingInt(Recording::index));
    return new SpokenDigits(r);
  }

  @Override
  public Recording get(long index) {
    return recordings.get(Math.toIntExact(index));
  }

  @Override
  public long size() {
    return recordings.size();
  }
}
