package jotter.tensor.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// Temporary files that nobody will finish: those of processes that were killed while they wrote.
///
/// A process number does not tell whether the writer lives (it may live on another machine or in
/// another container), so the writer holds a lock on what it writes, which the system lets go of
/// when the writer is gone.
final class Leftovers {
  /// No one else's temporary files end like this, so all in a folder may be looked at: a checkpoint
  /// of step 100 that was cut off would not be found when that of step 200 is written.
  private static final String END = ".jotter.tmp";

  /// What was written to within so many milliseconds is left alone: between creating a file and
  /// locking it, and between closing and renaming it, there is no lock.
  private static final long FRESH = 10_000;

  /// How long nobody looks again, in nanoseconds: a folder may have very many files.
  private static final long PAUSE = 60_000_000_000L;

  /// Files that this process writes. To open and close one of them here would end its lock.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private static final Map<Path, Long> SWEPT = new ConcurrentHashMap<>();

  private Leftovers() {}

  /// Says that a temporary file is being written.
  record Claim(Path file) implements AutoCloseable {
    @Override
    public void close() {
      OWN.remove(file);
    }
  }

  /// A name beside `target` that nobody has.
  static Path name(Path target) {
    long random = ThreadLocalRandom.current().nextLong();
    return target.resolveSibling("." + target.getFileName() + "." + Long.toHexString(random) + END);
  }

  static Claim claim(Path temporary, FileChannel channel) {
    OWN.add(temporary);
    try {
      channel.tryLock();
    } catch (IOException e) {
      // A file system without locks, on which nothing is swept either.
    }
    return new Claim(temporary);
  }

  /// Removes what dead processes left beside `target`.
  static void sweep(Path target) {
    Path folder = target.getParent();
    long now = System.nanoTime();
    Long before = SWEPT.get(folder);
    if (before != null && now - before < PAUSE) return;
    SWEPT.put(folder, now);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*" + END)) {
      for (Path f : files) remove(f);
    } catch (IOException e) {
      // Whoever writes is not to fail because others left something behind.
    }
  }

  private static void remove(Path file) {
    try {
      long age = System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis();
      if (age < FRESH || OWN.contains(file)) return;
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock == null) return;
      }
      Files.deleteIfExists(file);
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody has it, or has removed it.
    }
  }
}
