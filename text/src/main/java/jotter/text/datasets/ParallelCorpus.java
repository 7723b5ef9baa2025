package jotter.text.datasets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import jotter.nn.data.Dataset;
import jotter.tensor.Check;

/// The same sentences in two languages: line i of one file is line i of the other.
///
/// @param source what is translated
/// @param target its translations
public record ParallelCorpus(List<String> source, List<String> target)
    implements Dataset<ParallelCorpus.Pair> {
  /// A sentence and its translation.
  public record Pair(String source, String target) {}

  public ParallelCorpus {
    if (source.size() != target.size())
      throw Check.valueError(
          "ParallelCorpus",
          "the two sides must have equally many lines, got "
              + source.size()
              + " and "
              + target.size());
    source = List.copyOf(source);
    target = List.copyOf(target);
  }

  /// Reads two files of lines in UTF-8, compressed with gzip or not.
  public static ParallelCorpus read(Path source, Path target) throws IOException {
    return new ParallelCorpus(lines(source), lines(target));
  }

  /// The lines of a file, which may be compressed with gzip.
  public static List<String> lines(Path file) throws IOException {
    try (var in = new PushbackInputStream(Files.newInputStream(file), 2)) {
      byte[] magic = in.readNBytes(2);
      in.unread(magic);
      boolean packed = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      InputStream text = packed ? new GZIPInputStream(in) : in;
      return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))
          .lines()
          .map(String::strip)
          .toList();
    }
  }

  @Override
  public Pair get(long index) {
    int i = Math.toIntExact(index);
    return new Pair(source.get(i), target.get(i));
  }

  @Override
  public long size() {
    return source.size();
  }

  /// The other direction.
  public ParallelCorpus reversed() {
    return new ParallelCorpus(target, source);
  }

  /// The first `n` pairs.
  public ParallelCorpus first(int n) {
    int m = Math.min(n, source.size());
    return new ParallelCorpus(source.subList(0, m), target.subList(0, m));
  }
}
