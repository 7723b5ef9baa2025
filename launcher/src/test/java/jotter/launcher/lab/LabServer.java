package jotter.launcher.lab;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jotter.kernel.install.KernelSpec;

/// A JupyterLab of its own, with the kernel and nothing of the user's.
final class LabServer implements AutoCloseable {
  private static final long START_SECONDS = 120;
  private static final String TOKEN = "t";

  private final Process process;
  private final int port;

  /// @param lab the program `jupyter-lab`
  /// @param folder an empty folder for all that it writes
  LabServer(Path lab, Path folder, Path notebooks) throws Exception {
    Path data = folder.resolve("data");
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .map(Path::of)
            .toList();
    new KernelSpec(
            Path.of(System.getProperty("java.home"), "bin", "java"), classPath, List.of("-Xmx2g"))
        .writeTo(data.resolve("kernels").resolve(KernelSpec.NAME));
    port = freePort();
    var command = new ArrayList<>(List.of(lab.toString(), "--no-browser", "--allow-root"));
    command.add("--port=" + port);
    command.add("--ServerApp.port_retries=0");
    command.add("--ServerApp.root_dir=" + notebooks);
    command.add("--IdentityProvider.token=" + TOKEN);
    // The page's own object, through which a test gives commands.
    command.add("--LabApp.expose_app_in_browser=True");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("JUPYTER_PATH", data.toString());
    builder.environment().put("JUPYTER_DATA_DIR", data.toString());
    builder.environment().put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
    builder.environment().put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
    builder.environment().put("JUPYTERLAB_SETTINGS_DIR", folder.resolve("settings").toString());
    Path news = folder.resolve("settings/@jupyterlab/apputils-extension");
    Files.createDirectories(news);
    Files.writeString(
        news.resolve("notification.jupyterlab-settings"),
        "{\"fetchNews\": \"false\", \"checkForUpdates\": false}");
    Path completer = folder.resolve("settings/@jupyterlab/completer-extension");
    Files.createDirectories(completer);
    Files.writeString(
        completer.resolve("manager.jupyterlab-settings"),
        "{\"showDocumentationPanel\": true, \"providerTimeout\": 10000}");
    Path log = folder.resolve("lab.log");
    process = builder.redirectOutput(log.toFile()).start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IOException("JupyterLab did not start:\n" + Files.readString(log));
      }
      Thread.sleep(200);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers() {
    try {
      var ask = (HttpURLConnection) URI.create(url("api")).toURL().openConnection();
      ask.setConnectTimeout(2000);
      ask.setReadTimeout(2000);
      return ask.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + "/" + path + "?token=" + TOKEN;
  }

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
