package jotter.tensor.display;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// One value in several MIME types; a front end shows the richest one that it knows.
///
/// `text/plain` is always there. Binary types hold Base64 text, `application/json` holds maps,
/// lists, strings, numbers and booleans, everything else holds text.
///
/// ```java
/// MimeBundle.of("3 apples").html("<b>3</b> apples")
/// ```
///
/// @param data MIME type to content, in the order in which they were added
/// @param metadata MIME type to hints for the front end, such as `{"width": 200}`
public record MimeBundle(Map<String, Object> data, Map<String, Object> metadata) {
  public static final String PLAIN = "text/plain";
  public static final String HTML = "text/html";
  public static final String MARKDOWN = "text/markdown";
  public static final String LATEX = "text/latex";
  public static final String SVG = "image/svg+xml";
  public static final String PNG = "image/png";
  public static final String JSON = "application/json";

  /// @throws IllegalArgumentException if `data` has no `text/plain`
  public MimeBundle {
    if (!(data.get(PLAIN) instanceof String)) {
      throw new IllegalArgumentException(
          "MimeBundle: "
              + data.keySet()
              + " has no text/plain; every value must be readable as text, start from"
              + " MimeBundle.of(text)");
    }
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// A bundle of plain text alone.
  public static MimeBundle of(String plain) {
    return new MimeBundle(Map.of(PLAIN, Objects.requireNonNull(plain, "plain")), Map.of());
  }

  /// The text everyone can read.
  public String plain() {
    return (String) data.get(PLAIN);
  }

  /// This bundle with one more type.
  public MimeBundle with(String type, Object content) {
    var more = new LinkedHashMap<>(data);
    more.put(type, Objects.requireNonNull(content, type));
    return new MimeBundle(more, metadata);
  }

  /// This bundle with hints for one type.
  public MimeBundle withMetadata(String type, Map<String, ?> hints) {
    var more = new LinkedHashMap<>(metadata);
    more.put(type, Map.copyOf(hints));
    return new MimeBundle(data, more);
  }

  public MimeBundle html(String html) {
    return with(HTML, html);
  }

  public MimeBundle markdown(String markdown) {
    return with(MARKDOWN, markdown);
  }

  /// Adds LaTeX, given with its dollars.
  public MimeBundle latex(String latex) {
    return with(LATEX, latex);
  }

  public MimeBundle svg(String svg) {
    return with(SVG, svg);
  }

  /// Adds a PNG file's bytes.
  public MimeBundle png(byte[] png) {
    return with(PNG, Base64.getEncoder().encodeToString(png));
  }

  /// Text made safe to stand in HTML or in a double-quoted attribute.
  public static String escape(CharSequence text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(text.charAt(i));
      }
    }
    return out.toString();
  }
}
