package jotter.nn.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import jotter.tensor.display.ProgressBar;

/// Fetches a file: with a bar, from where a download that was cut off ended, checked before it
/// takes its name.
public final class Download {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Download() {}

  /// Downloads to `file`. What has come so far stands beside it as `file.part`, and is gone on with
  /// if the server can do that.
  ///
  /// @param sha256 what the contents must be, or null
  /// @return `file`
  /// @throws IOException if there is no connection, the server refuses, or the contents are not
  ///   those that are wanted; `file` is not there then
  public static Path to(Path file, URI from, String sha256)
      throws IOException, InterruptedException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    // Two programs may want the same file; the second finds it there.
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        FileLock lock = channel.lock()) {
      if (Files.exists(file)) return file;
      fetch(part, from);
      if (sha256 != null) check(part, from, sha256);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return file;
    }
  }

  private static void fetch(Path part, URI from) throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(PATIENCE);
      if (have > 0) request.header("Range", "bytes=" + have + "-");
      HttpResponse<InputStream> answer = send(client, request.build());
      try (InputStream in = answer.body()) {
        switch (answer.statusCode()) {
          case 200 -> copy(in, part, 0, answer, from);
          case 206 -> copy(in, part, have, answer, from);
          // Nothing is left to be sent: the part is the whole.
          case 416 -> {}
          default -> throw new IOException("the server answers " + answer.statusCode());
        }
      }
    }
  }

  private static HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      throw new IOException("no connection", e);
    }
  }

  private static void copy(InputStream in, Path part, long have, HttpResponse<?> answer, URI from)
      throws IOException {
    long more = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
    String path = from.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    try (OutputStream out =
            have > 0
                ? Files.newOutputStream(part, StandardOpenOption.APPEND)
                : Files.newOutputStream(part);
        ProgressBar bar = new ProgressBar("download " + name, more < 0 ? -1 : have + more)) {
      if (have > 0) bar.step(have);
      byte[] buffer = new byte[1 << 16];
      long got = 0;
      for (int n; (n = in.read(buffer)) >= 0; ) {
        out.write(buffer, 0, n);
        bar.step(n);
        got += n;
      }
      if (more >= 0 && got < more)
        throw new IOException("the connection ended after " + (have + got) + " bytes");
    }
  }

  private static void check(Path part, URI from, String sha256) throws IOException {
    String is = sha256(part);
    if (is.equalsIgnoreCase(sha256)) return;
    // Going on from it would never end well.
    Files.delete(part);
    throw new IOException(
        "what came is not the file that is wanted: its SHA-256 is " + is + ", not " + sha256);
  }

  /// The SHA-256 of a file's contents, in hexadecimal.
  public static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = Files.newInputStream(file)) {
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = in.read(buffer)) >= 0; ) digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
