package jotter.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.display.MimeBundle;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/// A notebook as one HTML file that needs nothing else: no script, no font, no network.
final class HtmlPage {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser MARKDOWN = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer TO_HTML = HtmlRenderer.builder().extensions(EXTENSIONS).build();
  private static final Pattern MATH =
      Pattern.compile(
          "(`+).*?\\1|\\$\\$(.+?)\\$\\$|\\$(?!\\s)([^$\\n]+?)(?<!\\s)\\$(?!\\d)", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,2}\\s+(.+?)\\s*#*$");
  private static final Pattern ANSI = Pattern.compile("\u001b\\[([0-9;]*)m");

  private static final Pattern JAVA =
      Pattern.compile("<pre><code class=\"language-java\">(.*?)</code></pre>", Pattern.DOTALL);

  private final StringBuilder out = new StringBuilder();

  private HtmlPage() {}

  /// @param name the page's title, where no cell has a heading
  static String of(Notebook notebook, String name) {
    return of(notebook, name, "");
  }

  /// @param foot HTML that stands below the notebook
  static String of(Notebook notebook, String name, String foot) {
    var page = new HtmlPage();
    page.write(notebook, name, foot);
    return page.out.toString();
  }

  /// A page around something else.
  static String around(String title, String content) {
    var page = new HtmlPage();
    page.head(title);
    return page.out.append(content).append("</main>\n</body>\n</html>\n").toString();
  }

  /// A line of Markdown without the paragraph around it.
  static String inline(String markdown) {
    return markdown(markdown).strip().replaceFirst("^<p>", "").replaceFirst("</p>$", "");
  }

  private void head(String title) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(MimeBundle.escape(title))
        .append("</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n");
  }

  private void write(Notebook notebook, String name, String foot) {
    String title =
        notebook.cells().stream()
            .filter(c -> c.kind().equals("markdown"))
            .map(c -> HEADING.matcher(c.source()))
            .filter(Matcher::find)
            .map(m -> m.group(1).replaceAll("[*`_]", ""))
            .findFirst()
            .orElse(name);
    head(title);
    for (Notebook.NotebookCell cell : notebook.cells()) {
      switch (cell.kind()) {
        case "code" -> code(cell);
        case "markdown" -> prose(cell.source(), attachments(cell.json().path("attachments")));
        default ->
            out.append("<pre class=\"raw\">")
                .append(MimeBundle.escape(cell.source()))
                .append("</pre>\n");
      }
    }
    out.append(foot).append("</main>\n</body>\n</html>\n");
  }

  private static String style() {
    try (InputStream in = HtmlPage.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- prose ---

  private static Map<String, String> attachments(JsonNode node) {
    var all = new java.util.HashMap<String, String>();
    node.properties()
        .forEach(
            file ->
                file.getValue()
                    .properties()
                    .forEach(
                        e ->
                            all.putIfAbsent(
                                file.getKey(),
                                "data:" + e.getKey() + ";base64," + Notebook.text(e.getValue()))));
    return all;
  }

  private void prose(String markdown, Map<String, String> attachments) {
    String source = markdown;
    for (Map.Entry<String, String> a : attachments.entrySet()) {
      source = source.replace("attachment:" + a.getKey(), a.getValue());
    }
    out.append("<section class=\"prose\">\n").append(markdown(source)).append("</section>\n");
  }

  /// Markdown as HTML. Formulas are set aside first, or their underscores would become emphasis.
  static String markdown(String source) {
    var formulas = new ArrayList<String>();
    Matcher m = MATH.matcher(source);
    String held =
        m.replaceAll(
            found -> {
              if (found.group(1) != null) {
                return Matcher.quoteReplacement(found.group());
              }
              boolean block = found.group(2) != null;
              formulas.add(MathMarkup.of(block ? found.group(2) : found.group(3), block));
              return "\uE000" + (formulas.size() - 1) + "\uE001";
            });
    String html =
        JAVA.matcher(TO_HTML.render(MARKDOWN.parse(held)))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "<pre><code>"
                            + JavaColors.html(unescaped(found.group(1)))
                            + "</code></pre>"));
    for (int i = 0; i < formulas.size(); i++) {
      html = html.replace("\uE000" + i + "\uE001", formulas.get(i));
    }
    return html;
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  // --- code ---

  private void code(Notebook.NotebookCell cell) {
    JsonNode count = cell.json().path("execution_count");
    boolean failed = false;
    for (JsonNode o : cell.outputs()) {
      failed |= o.path("output_type").asText().equals("error");
    }
    out.append("<section class=\"code").append(failed ? " failed" : "").append("\">\n");
    if (!hidden(cell)) {
      out.append("<div class=\"in\"><span class=\"count\">")
          .append(count.isNumber() ? "[" + count.asInt() + "]" : "[ ]")
          .append("</span><pre><code>")
          .append(JavaColors.html(cell.source()))
          .append("</code></pre></div>\n");
    }
    if (!cell.outputs().isEmpty()) {
      out.append("<div class=\"out\">\n");
      cell.outputs().forEach(this::output);
      out.append("</div>\n");
    }
    out.append("</section>\n");
  }

  static boolean hidden(Notebook.NotebookCell cell) {
    return cell.tagged("hide-input")
        || cell.json().path("metadata").path("jupyter").path("source_hidden").asBoolean();
  }

  private void output(JsonNode output) {
    switch (output.path("output_type").asText()) {
      case "stream" ->
          out.append("<pre class=\"")
              .append(MimeBundle.escape(output.path("name").asText()))
              .append("\">")
              .append(ansi(overwritten(Notebook.text(output.path("text")))))
              .append("</pre>\n");
      case "error" -> {
        var lines = new ArrayList<String>();
        output.path("traceback").forEach(l -> lines.add(l.asText()));
        out.append("<pre class=\"error\">")
            .append(ansi(String.join("\n", lines)))
            .append("</pre>\n");
      }
      default -> richest(output.path("data"), output.path("metadata"));
    }
  }

  /// What a terminal would show of lines that a carriage return overwrites.
  static String overwritten(String text) {
    return text.replaceAll("[^\\n]*\\r(?!\\n|\\z)", "").replace("\r", "");
  }

  private void richest(JsonNode data, JsonNode metadata) {
    if (data.has(MimeBundle.HTML)) {
      out.append("<div class=\"html\">")
          .append(Notebook.text(data.get(MimeBundle.HTML)))
          .append("</div>\n");
    } else if (data.has(MimeBundle.SVG)) {
      // As a picture of its own, the ids of one drawing cannot meet those of another.
      String svg = Notebook.text(data.get(MimeBundle.SVG));
      image(
          MimeBundle.SVG,
          Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)),
          data,
          metadata,
          svg.contains("prefers-color-scheme") ? "svg" : "svg paper");
    } else if (data.has(MimeBundle.PNG)) {
      image(MimeBundle.PNG, Notebook.text(data.get(MimeBundle.PNG)), data, metadata, "raster");
    } else if (data.has("image/jpeg")) {
      image("image/jpeg", Notebook.text(data.get("image/jpeg")), data, metadata, "raster");
    } else if (data.has(MimeBundle.MARKDOWN)) {
      out.append("<div class=\"prose\">")
          .append(markdown(Notebook.text(data.get(MimeBundle.MARKDOWN))))
          .append("</div>\n");
    } else if (data.has(MimeBundle.LATEX)) {
      out.append("<div class=\"prose\">")
          .append(markdown(Notebook.text(data.get(MimeBundle.LATEX))))
          .append("</div>\n");
    } else {
      out.append("<pre class=\"result\">")
          .append(ansi(Notebook.text(data.path(MimeBundle.PLAIN))))
          .append("</pre>\n");
    }
  }

  private void image(String type, String base64, JsonNode data, JsonNode metadata, String kind) {
    String alt = Notebook.text(data.path(MimeBundle.PLAIN));
    String source = base64.replaceAll("\\s", "");
    out.append("<img class=\"").append(kind).append("\"");
    JsonNode size = metadata.path(type);
    for (String side : List.of("width", "height")) {
      if (size.path(side).isNumber()) {
        out.append(' ').append(side).append("=\"").append(size.path(side).asInt()).append('"');
      }
    }
    out.append(" alt=\"")
        .append(MimeBundle.escape(alt.length() > 300 ? alt.substring(0, 300) : alt))
        .append("\" src=\"data:")
        .append(type)
        .append(";base64,")
        .append(source)
        .append("\">\n");
  }

  // --- terminal colours ---

  private static final String[] COLOURS = {
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"
  };

  static String ansi(String text) {
    var html = new StringBuilder();
    Matcher m = ANSI.matcher(text);
    int from = 0;
    boolean open = false;
    while (m.find()) {
      html.append(MimeBundle.escape(text.substring(from, m.start())));
      from = m.end();
      if (open) {
        html.append("</span>");
      }
      String classes = classes(m.group(1));
      open = !classes.isEmpty();
      if (open) {
        html.append("<span class=\"").append(classes).append("\">");
      }
    }
    html.append(MimeBundle.escape(text.substring(from)));
    return (open ? html.append("</span>") : html).toString();
  }

  private static String classes(String codes) {
    var classes = new ArrayList<String>();
    for (String c : codes.split(";")) {
      int code = c.isEmpty() ? 0 : Integer.parseInt(c.length() > 3 ? "0" : c);
      if (code == 0) {
        classes.clear();
      } else if (code == 1) {
        classes.add("bold");
      } else if (code == 2) {
        classes.add("dim");
      } else if (code == 3) {
        classes.add("italic");
      } else if (code == 4) {
        classes.add("under");
      } else if (code >= 30 && code < 38 || code >= 90 && code < 98) {
        classes.add(COLOURS[code % 10]);
      }
    }
    return String.join(" ", classes);
  }
}
