package jotter.kernel.debug;

import java.util.List;

/// A place in a cell's bytecode where a line begins.
///
/// @param type the class's name
/// @param method the method's name
/// @param line the line in the source that the compiler saw
/// @param statement whether a statement begins here, so that it makes sense to stop
/// @param locals the variables that have a value here, in the order in which it is passed
record Site(String type, String method, int line, boolean statement, List<Local> locals) {
  /// A local variable.
  ///
  /// @param signature its type as in a class file
  record Local(String name, String signature) {}

  /// The class around all that JShell made of one snippet.
  String wrapper() {
    int at = type.indexOf("$JShell$");
    int end = at < 0 ? -1 : type.indexOf('$', at + "$JShell$".length());
    return end < 0 ? type : type.substring(0, end);
  }
}
