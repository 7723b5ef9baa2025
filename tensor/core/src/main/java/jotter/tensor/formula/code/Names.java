package jotter.tensor.formula.code;

import jotter.tensor.formula.Prim;

/// The methods of {@link jotter.tensor.formula.Special} by primitive: the name in camel case.
final class Names {
  private Names() {}

  static String method(Prim p) {
    StringBuilder s = new StringBuilder();
    boolean upper = false;
    for (char c : p.name().toCharArray()) {
      if (c == '_') upper = true;
      else {
        s.append(upper ? c : Character.toLowerCase(c));
        upper = false;
      }
    }
    return s.toString();
  }
}
