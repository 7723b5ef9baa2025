package jotter.kernel.run;

import jotter.tensor.display.MimeBundle;

/// A formula for a page without scripts.
final class MathMarkup {
  private MathMarkup() {}

  static String of(String tex, boolean block) {
    String tag = block ? "div" : "span";
    return "<" + tag + " class=\"math\">" + MimeBundle.escape(tex) + "</" + tag + ">";
  }
}
