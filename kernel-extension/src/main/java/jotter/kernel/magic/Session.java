package jotter.kernel.magic;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jotter.tensor.display.MimeBundle;

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

  /// The documentation of the name at the end of a piece of code, if it is known.
  Optional<MimeBundle> document(String code);

  /// Declares a variable, or gives it a new value.
  ///
  /// @param type its type as it would be written in a cell
  void assign(String name, String type, Object value) throws Exception;

  /// The loader of everything that cells use.
  ClassLoader loader();
}
