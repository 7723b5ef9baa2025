package jotter.kernel.debug;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One call of a method that a cell has declared, with what its variables held when its last line
/// began.
public final class Frame {
  final Frame caller;
  int line = -1;
  Site site;
  Object[] values = {};

  Frame(Frame caller) {
    this.caller = caller;
  }

  /// The variables by name; of two with one name the inner one.
  public Map<String, Object> variables() {
    var all = new LinkedHashMap<String, Object>();
    for (int i = 0; i < values.length; i++) {
      all.put(site.locals().get(i).name(), values[i]);
    }
    return all;
  }

  /// A variable's declared type as in a class file.
  public Optional<String> signature(String variable) {
    return site == null
        ? Optional.empty()
        : site.locals().reversed().stream()
            .filter(l -> l.name().equals(variable))
            .map(Site.Local::signature)
            .findFirst();
  }

  /// The method's name as its author knows it; empty for the statements of a cell.
  public String method() {
    if (site == null) {
      return "";
    }
    String method =
        site.method()
            .replaceFirst("^lambda\\$do_it\\$(Aux)?\\$\\d+$", "lambda")
            .replaceFirst("^lambda\\$(\\w+)\\$\\d+$", "lambda in $1")
            .replaceFirst("^do_it\\$(Aux)?$", "");
    String type =
        site.type().length() > site.wrapper().length()
            ? site.type().substring(site.wrapper().length() + 1)
            : "";
    if (method.equals("<init>")) {
      return "new " + type;
    }
    return type.isEmpty() ? method : type + "." + method;
  }
}
