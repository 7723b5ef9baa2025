package jotter.nn.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a server on this machine that notes what it is asked for.
class DataFileTest {
  @TempDir Path dir;

  private final byte[] content = new byte[300_000];
  private final List<String> asked = new ArrayList<>();
  private ServerSocket server;
  private volatile boolean ranges = true;
  private volatile int most = Integer.MAX_VALUE;
  private String sha256;
  private String address;

  @BeforeEach
  void begin() throws IOException {
    new Random(1).nextBytes(content);
    sha256 = Download.sha256(Files.write(dir.resolve("content"), content));
    System.setProperty("jotter.cache", dir.resolve("home").toString());
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    address = address(server);
    Thread.ofVirtual().start(this::serve);
  }

  private static String address(ServerSocket s) {
    return "http://" + s.getInetAddress().getHostAddress() + ":" + s.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket s = server.accept()) {
        answer(s);
      } catch (IOException e) {
        // The client has gone, or the test is over.
      }
    }
  }

  private void answer(Socket s) throws IOException {
    var in = new BufferedReader(new InputStreamReader(s.getInputStream()));
    String range = "whole";
    for (String line; !(line = in.readLine()).isEmpty(); )
      if (line.toLowerCase().startsWith("range: bytes=")) range = line.replaceAll("[^0-9]", "");
    asked.add(range);
    int from = range.equals("whole") || !ranges ? 0 : Integer.parseInt(range);
    int n = content.length - from;
    OutputStream out = s.getOutputStream();
    String head = "HTTP/1.1 " + (from > 0 ? "206 Partial" : "200 OK");
    out.write((head + "\r\nContent-Length: " + n + "\r\nConnection: close\r\n\r\n").getBytes());
    out.write(content, from, Math.min(most, n));
    out.flush();
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    System.clearProperty("jotter.cache");
    System.clearProperty(DataHome.PROPERTY);
  }

  private DataFile file(String sum) {
    return DataFile.of("set", "data.bin", sum, address + "/data.bin");
  }

  @Test
  void aFileIsDownloadedOnce() throws IOException {
    Path p = file(sha256).path();
    assertThat(p).hasBinaryContent(content).startsWith(dir.resolve("home/data/set"));
    assertThat(file(sha256).path()).isEqualTo(p);
    assertThat(asked).containsExactly("whole");
    assertThat(p.getParent().toFile().list()).containsExactly("data.bin");
  }

  @Test
  void aDownloadThatWasCutOffIsGoneOnWith() throws IOException {
    most = 100_000;
    assertThatThrownBy(() -> file(sha256).path()).isInstanceOf(IOException.class);
    assertThat(file(sha256).local()).isNull();
    long have = Files.size(dir.resolve("home/data/set/data.bin.part"));
    assertThat(have).isPositive();
    most = Integer.MAX_VALUE;
    assertThat(file(sha256).path()).hasBinaryContent(content);
    assertThat(asked).containsExactly("whole", String.valueOf(have));
  }

  @Test
  void aServerWithoutRangesBeginsAnew() throws IOException {
    Path part = dir.resolve("home/data/set/data.bin.part");
    Files.createDirectories(part.getParent());
    Files.write(part, new byte[1000]);
    ranges = false;
    assertThat(file(sha256).path()).hasBinaryContent(content);
  }

  @Test
  void whatIsNotWantedIsNotKept() {
    String wrong = "0".repeat(64);
    assertThatThrownBy(() -> file(wrong).path())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(sha256)
        .hasMessageContaining(wrong);
    assertThat(dir.resolve("home/data/set/data.bin")).doesNotExist();
    assertThat(dir.resolve("home/data/set/data.bin.part")).doesNotExist();
  }

  @Test
  void withoutANetworkTheMessageSaysWhatToDo() throws IOException {
    // A port that nobody ever listened at: a server that is closed while its thread is about to
    // accept still answers one client.
    try (ServerSocket nobody = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      address = address(nobody);
    }
    assertThatThrownBy(() -> file(sha256).path())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set: data.bin is not on this machine")
        .hasMessageContaining(address)
        .hasMessageContaining("put it at " + dir.resolve("home/data/set/data.bin"))
        .hasMessageContaining("-Djotter.data=DIR");
  }

  @Test
  void foldersThatTheUserNamesComeFirst() throws IOException {
    Path mine = dir.resolve("mine/set/data.bin");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    System.setProperty(
        DataHome.PROPERTY, dir.resolve("none") + java.io.File.pathSeparator + dir.resolve("mine"));
    assertThat(file(sha256).path()).isEqualTo(mine);
    System.setProperty(DataHome.PROPERTY, mine.getParent().toString());
    assertThat(file(sha256).path()).isEqualTo(mine);
    assertThat(asked).isEmpty();
  }
}
