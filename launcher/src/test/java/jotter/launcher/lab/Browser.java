package jotter.launcher.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A Chromium without a window, spoken to in its DevTools protocol.
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long START_SECONDS = 60;
  private static final long CALL_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();

  /// @param chromium the program
  /// @param profile an empty folder for what it writes
  Browser(Path chromium, Path profile, int width, int height) throws Exception {
    process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--window-size=" + width + "," + height,
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.log").toFile())
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(START_SECONDS))
            .buildAsync(address(profile), new Reader())
            .get(START_SECONDS, TimeUnit.SECONDS);
    JsonNode target = call(null, "Target.createTarget", Map.of("url", "about:blank"));
    session =
        call(
                null,
                "Target.attachToTarget",
                Map.of("targetId", target.get("targetId").asText(), "flatten", true))
            .get("sessionId")
            .asText();
    call("Page.enable", Map.of());
    // Else nothing in the page has the focus, and what hangs on it is hidden.
    call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    size(width, height);
  }

  private URI address(Path profile) throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() >= 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(50);
    }
    throw new IOException(
        "Chromium did not start: " + Files.readString(profile.resolve("chromium.log")));
  }

  private final class Reader implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          JsonNode message = JSON.readTree(text.toString());
          CompletableFuture<JsonNode> call = calls.remove(message.path("id").asInt(-1));
          if (call != null && message.has("error")) {
            call.completeExceptionally(new IOException(message.get("error").toString()));
          } else if (call != null) {
            call.complete(message.get("result"));
          }
        } catch (IOException unreadable) {
          throw new IllegalStateException(unreadable);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }
  }

  private JsonNode call(String to, String method, Map<String, ?> parameters) throws Exception {
    int id = next.incrementAndGet();
    ObjectNode message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", JSON.valueToTree(parameters));
    if (to != null) {
      message.put("sessionId", to);
    }
    var call = new CompletableFuture<JsonNode>();
    calls.put(id, call);
    synchronized (this) {
      socket.sendText(message.toString(), true).get(CALL_SECONDS, TimeUnit.SECONDS);
    }
    return call.get(CALL_SECONDS, TimeUnit.SECONDS);
  }

  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    return call(session, method, parameters);
  }

  void open(String url) throws Exception {
    call("Page.navigate", Map.of("url", url));
  }

  void size(int width, int height) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /// The value of a JavaScript expression; a promise is waited for.
  JsonNode value(String script) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(script + "\n" + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  /// Waits until an expression is true.
  void await(String what, String script, int seconds) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Exception last = null;
    while (System.nanoTime() < end) {
      try {
        if (value(script).asBoolean()) {
          return;
        }
        last = null;
      } catch (IllegalStateException early) {
        // The page is not yet what the script expects.
        last = early;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not within " + seconds + " s: " + what, last);
  }

  /// Presses and lets go of a key.
  void key(String key, int code, int modifiers) throws Exception {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type,
              "key", key,
              "code", key,
              "windowsVirtualKeyCode", code,
              "modifiers", modifiers));
    }
  }

  void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  void click(String selector) throws Exception {
    JsonNode at =
        value(
            "(() => { const r = document.querySelector("
                + JSON.writeValueAsString(selector)
                + ").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()");
    var click = new ArrayList<>(List.of("mouseMoved", "mousePressed", "mouseReleased"));
    for (String type : click) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get(0).asDouble(),
              "y",
              at.get(1).asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /// Takes a picture of what can be seen.
  void screenshot(Path file) throws Exception {
    JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
  }

  @Override
  public void close() throws Exception {
    socket.abort();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
