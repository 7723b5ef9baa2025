package jotter.kernel.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import jotter.tensor.display.MimeBundle;

/// Writes down what a cell says, and runs cells in tests.
public final class Notes implements CellListener {
  public final StringBuffer out = new StringBuffer();
  public final StringBuffer err = new StringBuffer();
  public final List<MimeBundle> shown = Collections.synchronizedList(new ArrayList<>());
  public final List<String> updated = Collections.synchronizedList(new ArrayList<>());
  public volatile int messages;
  public String answer = "answer";

  @Override
  public void stream(boolean error, String text) {
    messages++;
    (error ? err : out).append(text);
  }

  @Override
  public void display(MimeBundle bundle, String id) {
    shown.add(bundle);
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    updated.add(id + " " + bundle.plain());
  }

  @Override
  public void clear(boolean wait) {
    shown.clear();
  }

  @Override
  public String input(String prompt, boolean password) {
    return answer;
  }

  /// Starts the agent in this JVM, as `-javaagent` would have.
  static void agent() throws Exception {
    if (Agent.instrumentation().isPresent()) {
      return;
    }
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", Agent.class.getName());
    manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
    Path jar = Files.createTempFile("agent", ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.finish();
    }
    var vm = com.sun.tools.attach.VirtualMachine.attach("" + ProcessHandle.current().pid());
    try {
      vm.loadAgent(jar.toString());
    } finally {
      vm.detach();
      delete(jar);
    }
  }

  private static void delete(Path jar) throws IOException {
    Files.deleteIfExists(jar);
  }
}
