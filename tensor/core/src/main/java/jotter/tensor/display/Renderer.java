package jotter.tensor.display;

/// Draws values of one type: a pure function from a value to a [MimeBundle].
///
/// Register it in `META-INF/services/jotter.tensor.display.Renderer` (and `provides` in the
/// module). It may be asked from any thread, and must not print or change what it draws.
///
/// @param <T> what it draws
public interface Renderer<T> {
  /// The type drawn, subtypes included. The most specific renderer for a value wins.
  Class<T> type();

  /// The value in every type that is worth having; at least `text/plain`.
  MimeBundle render(T value);
}
