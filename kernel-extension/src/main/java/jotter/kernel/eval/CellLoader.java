package jotter.kernel.eval;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassDefinition;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jotter.kernel.debug.Debugger;

/// Loads what cells compile, and the jars that a notebook adds.
final class CellLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> compiled = new ConcurrentHashMap<>();
  private final CellTransformer transformer = new CellTransformer(this::resource);
  private final Debugger debugger;

  CellLoader(ClassLoader parent, Debugger debugger) {
    super("cells", new URL[0], parent);
    this.debugger = debugger;
    // Whoever writes `assert` into a cell wants to hear of it; libraries are left as they are.
    setPackageAssertionStatus("REPL", true);
  }

  void put(String name, byte[] bytes) {
    compiled.put(name, bytes);
  }

  byte[] transformed(byte[] bytes) {
    byte[] ready = transformer.transform(bytes);
    return debugger.isOn() ? debugger.hooked(transformer.classFile(), ready) : ready;
  }

  /// The classes loaded so far, as they would be loaded now.
  List<ClassDefinition> loaded() {
    var all = new ArrayList<ClassDefinition>();
    compiled.forEach(
        (name, bytes) -> {
          Class<?> type = findLoadedClass(name);
          if (type != null) {
            all.add(new ClassDefinition(type, transformed(bytes)));
          }
        });
    return all;
  }

  void add(Path path) {
    try {
      addURL(path.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = compiled.get(name);
    if (bytes == null) {
      return super.findClass(name);
    }
    byte[] ready = transformed(bytes);
    return defineClass(name, ready, 0, ready.length);
  }

  private InputStream resource(String file) {
    byte[] bytes =
        compiled.get(file.substring(0, file.length() - ".class".length()).replace('/', '.'));
    return bytes != null ? new ByteArrayInputStream(bytes) : getResourceAsStream(file);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    URL found = getResource(name);
    try {
      return found == null ? null : found.openStream();
    } catch (IOException gone) {
      return null;
    }
  }
}
