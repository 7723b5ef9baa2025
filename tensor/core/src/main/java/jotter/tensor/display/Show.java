package jotter.tensor.display;

/// What a notebook cell says to show something before it ends.
///
/// The kernel imports these statically, so a cell writes `display(chart)` or
/// `markdown("**done**")`.
public final class Show {
  private Show() {}

  /// Shows any values, one below the other, as the last value of a cell would be shown.
  public static void display(Object... values) {
    if (values == null) {
      DisplaySink.current().display(Renderers.render(null), null);
      return;
    }
    for (Object value : values) {
      DisplaySink.current().display(Renderers.render(value), null);
    }
  }

  /// HTML as a value: shown if it is the last in a cell or given to [#display].
  public static MimeBundle html(String html) {
    return MimeBundle.of(html.replaceAll("(?s)<[^>]*>", " ").strip()).html(html);
  }

  /// Markdown as a value.
  public static MimeBundle markdown(String markdown) {
    return MimeBundle.of(markdown).markdown(markdown);
  }

  /// A formula as a value, given without dollars.
  public static MimeBundle latex(String math) {
    return MimeBundle.of(math).latex("$$" + math + "$$");
  }

  /// An SVG picture as a value.
  public static MimeBundle svg(String svg) {
    return MimeBundle.of("<svg picture>").svg(svg);
  }

  /// Removes what the cell has shown so far.
  public static void clear() {
    DisplaySink.current().clear(false);
  }
}
