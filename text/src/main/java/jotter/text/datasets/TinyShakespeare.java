package jotter.text.datasets;

import java.io.IOException;
import java.nio.file.Files;
import jotter.nn.data.files.DataFile;

/// 1.1 million characters of Shakespeare's plays, as Karpathy collected them for char-rnn (2015).
/// The text is in the public domain.
public final class TinyShakespeare {
  /// The file and where it can be had.
  public static final DataFile FILE =
      DataFile.of(
          "tinyshakespeare",
          "input.txt",
          "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
          "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt");

  private TinyShakespeare() {}

  /// The whole text.
  ///
  /// @throws IOException if it is neither on this machine nor can be downloaded
  public static String text() throws IOException {
    return Files.readString(FILE.path());
  }

  /// The first nine tenths, from which one learns.
  public static String train() throws IOException {
    String s = text();
    return s.substring(0, s.length() / 10 * 9);
  }

  /// The last tenth, on which one measures.
  public static String valid() throws IOException {
    String s = text();
    return s.substring(s.length() / 10 * 9);
  }
}
