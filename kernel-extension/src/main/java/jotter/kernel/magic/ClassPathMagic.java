package jotter.kernel.magic;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `%classpath PATH`: adds jars and folders.
public final class ClassPathMagic implements Magic {
  @Override
  public String name() {
    return "classpath";
  }

  @Override
  public String summary() {
    return "Adds jars and folders to the class path, or shows it.";
  }

  @Override
  public String usage() {
    return "%classpath [PATH ...]";
  }

  @Override
  public Object run(MagicCall call) throws IOException {
    if (call.words().isEmpty()) {
      System.out.println(
          call.session().classPath().stream()
              .map(Path::toString)
              .collect(Collectors.joining("\n")));
      return null;
    }
    var paths = new ArrayList<Path>();
    for (String word : call.words()) {
      for (String one : word.split(File.pathSeparator)) {
        if (!one.endsWith("*")) {
          paths.add(Path.of(one));
          continue;
        }
        try (Stream<Path> jars = Files.list(Path.of(one.substring(0, one.length() - 1)))) {
          jars.filter(p -> p.toString().endsWith(".jar")).sorted().forEach(paths::add);
        }
      }
    }
    call.session().addToClassPath(paths);
    return null;
  }
}
