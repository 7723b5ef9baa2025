package jotter.tensor.io;

import java.io.IOException;
import java.nio.file.Path;

/// A file is not what it should be.
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1;

  public FormatException(Path file, String what) {
    super(file + ": " + what);
  }

  public FormatException(Path file, String what, Throwable cause) {
    super(file + ": " + what, cause);
  }
}
