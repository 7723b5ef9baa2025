package jotter.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.display.MimeBundle;

/// A notebook as Markdown, its pictures as files in a folder beside it: what a code forge or a
/// documentation generator shows as it is.
final class MarkdownPage {
  private static final int LINES = 200;

  private final StringBuilder out = new StringBuilder();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String folder;
  private int cellNumber;
  private int pictures;

  private MarkdownPage(String folder) {
    this.folder = folder;
  }

  /// Writes the page, and its pictures into the folder `NAME_files` beside it.
  static void write(Notebook notebook, Path target) throws IOException {
    String name = target.getFileName().toString().replaceFirst("\\.[^.]+$", "");
    var page = new MarkdownPage(name + "_files");
    notebook.cells().forEach(page::cell);
    for (Map.Entry<String, byte[]> file : page.files.entrySet()) {
      Notebook.replace(target.resolveSibling(page.folder).resolve(file.getKey()), file.getValue());
    }
    String text = page.out.toString().strip() + "\n";
    Notebook.replace(target, text.getBytes(StandardCharsets.UTF_8));
  }

  private void cell(Notebook.NotebookCell cell) {
    cellNumber++;
    pictures = 0;
    switch (cell.kind()) {
      case "code" -> {
        if (!cell.source().isBlank() && !HtmlPage.hidden(cell)) {
          fence("java", cell.source());
        }
        cell.outputs().forEach(this::output);
      }
      case "markdown" -> out.append(attached(cell)).append("\n\n");
      default -> fence("", cell.source());
    }
  }

  private String attached(Notebook.NotebookCell cell) {
    String source = cell.source();
    for (Map.Entry<String, JsonNode> file : cell.json().path("attachments").properties()) {
      for (Map.Entry<String, JsonNode> data : file.getValue().properties()) {
        String name = "cell-" + cellNumber + "-" + file.getKey().replaceAll("[^\\w.-]", "_");
        files.put(name, Base64.getMimeDecoder().decode(Notebook.text(data.getValue())));
        source = source.replace("attachment:" + file.getKey(), folder + "/" + name);
      }
    }
    return source;
  }

  private void output(JsonNode output) {
    switch (output.path("output_type").asText()) {
      case "stream" -> fence("text", HtmlPage.overwritten(Notebook.text(output.path("text"))));
      case "error" -> {
        var lines = new ArrayList<String>();
        output.path("traceback").forEach(l -> lines.add(l.asText()));
        fence("text", String.join("\n", lines));
      }
      default -> richest(output.path("data"));
    }
  }

  /// Pictures as files, Markdown and formulas as they are, everything else as its text, followed by
  /// the pictures in its HTML: a forge takes the style out of HTML.
  private void richest(JsonNode data) {
    String plain = Notebook.text(data.path(MimeBundle.PLAIN));
    if (data.has(MimeBundle.SVG)) {
      byte[] svg = Notebook.text(data.get(MimeBundle.SVG)).getBytes(StandardCharsets.UTF_8);
      picture("svg", svg, plain);
    } else if (data.has(MimeBundle.PNG)) {
      picture(
          "png", Base64.getMimeDecoder().decode(Notebook.text(data.get(MimeBundle.PNG))), plain);
    } else if (data.has("image/jpeg")) {
      picture("jpeg", Base64.getMimeDecoder().decode(Notebook.text(data.get("image/jpeg"))), plain);
    } else if (data.has(MimeBundle.MARKDOWN)) {
      out.append(Notebook.text(data.get(MimeBundle.MARKDOWN))).append("\n\n");
    } else if (data.has(MimeBundle.LATEX)) {
      out.append(Notebook.text(data.get(MimeBundle.LATEX))).append("\n\n");
    } else {
      fence("text", plain);
      for (HtmlPictures.Picture p : HtmlPictures.of(Notebook.text(data.path(MimeBundle.HTML))))
        picture(p.type(), p.bytes(), p.title());
    }
  }

  private void picture(String type, byte[] bytes, String plain) {
    String name = "cell-" + cellNumber + (pictures++ == 0 ? "" : "-" + pictures) + "." + type;
    files.put(name, bytes);
    String line = plain.strip().lines().findFirst().orElse("").replaceAll("[\\[\\]]", "");
    out.append("![")
        .append(line.length() > 120 ? line.substring(0, 120) + "…" : line)
        .append("](")
        .append(folder)
        .append('/')
        .append(name)
        .append(")\n\n");
  }

  private void fence(String language, String text) {
    String bare = text.replaceAll("\u001b\\[[0-9;]*m", "").stripTrailing();
    if (bare.isBlank()) {
      return;
    }
    List<String> lines = bare.lines().toList();
    String shown =
        language.equals("text") && lines.size() > LINES
            ? String.join("\n", lines.subList(0, LINES))
                + "\n... "
                + (lines.size() - LINES)
                + " more lines"
            : bare;
    String marks = "```";
    while (shown.contains(marks)) {
      marks += "`";
    }
    out.append(marks).append(language).append('\n').append(shown).append('\n');
    out.append(marks).append("\n\n");
  }
}
