package jotter.tensor.display;

import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

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

  /// A grid of pictures as a value, ten in a row.
  public static MimeBundle images(Tensor images) {
    return images(images, null, 10);
  }

  /// A grid of pictures as a value, with what they show written below.
  ///
  /// Images are (H, W), (N, H, W), (3, H, W), (N, 1, H, W) or (N, 3, H, W), colours last as well.
  /// Bytes are taken as they are, other numbers from 0 to 1 as black to white, and anything else
  /// from its least to its largest.
  ///
  /// ```java
  /// images(digits.images().narrow(0, 0, 20), labels, 10)
  /// ```
  ///
  /// @param labels a label for each image, or null
  /// @param columns how many stand in a row
  /// @throws jotter.tensor.TensorException if these are no images, or labels are missing
  public static MimeBundle images(Tensor images, List<?> labels, int columns) {
    String plain = "images " + TensorRenderer.shape(images.shape());
    return MimeBundle.of(labels == null ? plain : plain + " " + labels)
        .html(Images.grid(images, labels, Math.max(1, columns), 256));
  }

  /// A matrix as colours with their scale.
  public static MimeBundle heatMap(Tensor matrix) {
    Check.rank("heatMap", "the tensor", matrix, 2);
    return MimeBundle.of(matrix.toString()).html(HeatMap.picture(matrix));
  }

  /// A small matrix as colours, with its numbers written in and names on its sides, as for a
  /// confusion matrix.
  ///
  /// @param rows a name for each row
  /// @param columns a name for each column
  /// @throws jotter.tensor.TensorException if the names do not fit the matrix
  public static MimeBundle heatMap(
      Tensor matrix, List<?> rows, List<?> columns, String rowTitle, String columnTitle) {
    String svg = HeatMap.annotated(matrix, rows, columns, rowTitle, columnTitle);
    return Svg.bundle(matrix.toString(), svg, "");
  }

  /// Sound as a value: a player, the waveform and the spectrogram.
  ///
  /// ```java
  /// audio(Tensor.arange(16000).mul(2 * Math.PI * 440 / 16000).sin(), 16000)
  /// ```
  ///
  /// @param wave samples between -1 and 1, (samples) or (channels, samples)
  /// @param rate samples a second
  /// @throws jotter.tensor.TensorException if this is no wave
  public static MimeBundle audio(Tensor wave, int rate) {
    return Sound.of(wave, rate);
  }

  /// The weights laid on tokens as their colours, as a value.
  ///
  /// @param weights (tokens), none negative
  /// @throws jotter.tensor.TensorException if there is not a weight for each token
  public static MimeBundle attention(Tensor weights, List<?> tokens) {
    Check.rank("attention", "the weights", weights, 1);
    return TokenWeights.of(weights, List.of(), tokens);
  }

  /// An attention matrix as text: a line for each query, its tokens coloured by their weights.
  ///
  /// @param weights (queries, tokens), none negative
  /// @throws jotter.tensor.TensorException if queries and tokens do not fit the weights
  public static MimeBundle attention(Tensor weights, List<?> queries, List<?> tokens) {
    Check.rank("attention", "the weights", weights, 2);
    return TokenWeights.of(weights, queries, tokens);
  }

  /// Removes what the cell has shown so far.
  public static void clear() {
    DisplaySink.current().clear(false);
  }
}
