package jotter.nn.data.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One file of a data set: its name, where it can be had, and what must be in it.
///
/// ```java
/// static final DataFile TEXT = new DataFile("tinyshakespeare", "input.txt", SHA256, FROM);
/// String text = Files.readString(TEXT.path());
/// ```
///
/// @param set the data set's name, which is the name of its folder
/// @param name the file's name
/// @param sha256 the SHA-256 of its contents in hexadecimal, or null if there are several editions
/// @param from the addresses to try, in this order
public record DataFile(String set, String name, String sha256, List<URI> from) {
  /// A file with one address.
  public static DataFile of(String set, String name, String sha256, String from) {
    return new DataFile(set, name, sha256, List.of(URI.create(from)));
  }

  /// Where the file lies on this machine, if it does: in a folder that the user named, in the form
  /// `DIR/set/name` or `DIR/name`, or in the cache. Null if it does not.
  public Path local() {
    for (Path folder : DataHome.named()) {
      for (Path p : List.of(folder.resolve(set).resolve(name), folder.resolve(name))) {
        if (Files.isRegularFile(p)) return p;
      }
    }
    Path cached = cached();
    return Files.isRegularFile(cached) ? cached : null;
  }

  /// Where the file lies; it is downloaded if it is not there.
  ///
  /// @throws IOException if it cannot be had; the message says what to put where
  public Path path() throws IOException {
    Path here = local();
    if (here != null) return here;
    Path to = cached();
    List<String> failures = new ArrayList<>();
    for (URI uri : from) {
      try {
        return Download.to(to, uri, sha256);
      } catch (IOException e) {
        failures.add(uri + " (" + (e.getMessage() == null ? e : e.getMessage()) + ")");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(set + ": the download of " + name + " was interrupted", e);
      }
    }
    throw new IOException(
        set
            + ": "
            + name
            + " is not on this machine and could not be downloaded from "
            + String.join(", nor from ", failures)
            + "; put it at "
            + to
            + ", or name a folder that has "
            + set
            + "/"
            + name
            + " with -D"
            + DataHome.PROPERTY
            + "=DIR or the environment variable "
            + DataHome.VARIABLE);
  }

  private Path cached() {
    return DataHome.cache().resolve(set).resolve(name);
  }
}
