package jotter.kernel.magic;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// What a magic may do with the notebook that calls it.
public interface Session {
  /// A variable of the notebook.
  ///
  /// @param name its name
  /// @param type its type as declared or inferred
  /// @param value what it holds now
  record Variable(String name, String type, Object value) {}

  /// Runs Java as if it stood in the cell and returns the value of its last expression, or null.
  ///
  /// @throws Exception what the code threw, or what is wrong with it
  Object eval(String source) throws Exception;

  /// All variables, in the order in which they were made.
  List<Variable> variables();

  /// Adds jars and folders to the class path. Variables keep their values.
  void addToClassPath(Collection<Path> paths);

  /// The class path, additions last.
  List<Path> classPath();

  /// Forgets all variables, methods, classes and imports.
  void reset();

  /// All magics there are.
  Collection<Magic> magics();

  /// The loader of everything that cells use.
  ClassLoader loader();
}
