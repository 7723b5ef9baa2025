package jotter.kernel.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jotter.tensor.display.MimeBundle;

/// A folder of notebooks as a web site of plain files: a page for each, in the order of their
/// names, with links to its neighbours, and an index.
final class Site {
  private static final Pattern TITLE = Pattern.compile("(?m)^#{1,2}\\s+(.+?)\\s*#*$");
  private static final Pattern LINK = Pattern.compile("(href=\"[^\":]*)\\.ipynb(#[^\"]*)?\"");

  private static final Pattern NUMBER = Pattern.compile("^(\\d+)");
  private static final Pattern PICTURE =
      Pattern.compile("<img[^>]* src=\"(data:image/[^\"]+)\"|<svg .*?</svg>", Pattern.DOTALL);

  /// A heat map of a few numbers is no picture, a photograph too heavy for an index.
  private static final int LEAST_PICTURE = 2000;

  private static final int MOST_PICTURE = 60_000;

  private Site() {}

  /// One notebook of the site.
  ///
  /// @param summary the first paragraph of its prose
  private record Page(Path source, Notebook notebook, String title, String summary) {
    String file() {
      return source.getFileName().toString().replaceFirst("\\.ipynb$", ".html");
    }
  }

  /// The notebooks of a folder, without those of hidden folders and of its own outputs.
  static List<Path> notebooks(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  /// Runs every notebook and writes the site. A notebook that fails is written up to there, and the
  /// others still run.
  ///
  /// @return how many failed
  static int write(Path folder, Path target, Duration timeout, PrintStream out, PrintStream err)
      throws IOException {
    var pages = new ArrayList<Page>();
    int failed = 0;
    for (Path file : notebooks(folder)) {
      out.println("--- " + file.getFileName());
      Notebook notebook = Notebook.read(file);
      NotebookRunner.Failure failure = new NotebookRunner(out, err, timeout).run(notebook);
      out.flush();
      if (failure != null) {
        failed++;
        RunCommand.report(file, failure, err);
      }
      pages.add(page(file, notebook));
    }
    if (pages.isEmpty()) {
      throw new IllegalArgumentException(folder + ": there are no notebooks in this folder");
    }
    var pictures = new ArrayList<String>();
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      String html = HtmlPage.of(page.notebook(), page.title(), neighbours(pages, i));
      write(target.resolve(page.file()), linked(html, pages));
      pictures.add(picture(html));
    }
    write(target.resolve("index.html"), index(folder, pages, pictures));
    out.println("wrote " + target.resolve("index.html") + " and " + pages.size() + " pages");
    return failed;
  }

  private static void write(Path file, String text) throws IOException {
    Notebook.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Page page(Path file, Notebook notebook) {
    String prose = "";
    for (Notebook.NotebookCell cell : notebook.cells()) {
      if (cell.kind().equals("markdown")) {
        prose += cell.source() + "\n\n";
      }
    }
    Matcher title = TITLE.matcher(prose);
    String name = file.getFileName().toString().replaceFirst("\\.ipynb$", "");
    String summary =
        Stream.of(prose.split("\n\\s*\n"))
            .map(String::strip)
            .filter(p -> !p.isEmpty() && !p.startsWith("#"))
            .findFirst()
            .orElse("");
    return new Page(file, notebook, title.find() ? title.group(1) : name, summary);
  }

  /// A picture for the index: the one in the page that shows most and is not too heavy.
  private static String picture(String html) {
    Matcher m = PICTURE.matcher(html);
    String best = "";
    int most = LEAST_PICTURE;
    while (m.find()) {
      String drawing = m.group(1) == null ? m.group() : m.group(1);
      if (drawing.length() > most && drawing.length() < MOST_PICTURE) {
        most = drawing.length();
        best = m.group(1) == null ? drawing : "<img alt=\"\" src=\"" + drawing + "\">";
      }
    }
    return best;
  }

  private static String neighbours(List<Page> pages, int i) {
    var out = new StringBuilder("<nav class=\"pages\">");
    out.append(i > 0 ? link(pages.get(i - 1), "← ") : "<span></span>");
    out.append("<a href=\"index.html\">Contents</a>");
    out.append(i + 1 < pages.size() ? link(pages.get(i + 1), "") : "<span></span>");
    return out.append("</nav>\n").toString();
  }

  private static String link(Page page, String before) {
    return "<a href=\""
        + MimeBundle.escape(page.file())
        + "\">"
        + before
        + HtmlPage.inline(page.title())
        + (before.isEmpty() ? " →" : "")
        + "</a>";
  }

  /// Links to notebooks of the site lead to their pages.
  private static String linked(String html, List<Page> pages) {
    return LINK.matcher(html)
        .replaceAll(
            m -> {
              String name = m.group(1).substring(m.group(1).indexOf('"') + 1) + ".html";
              boolean here = pages.stream().anyMatch(p -> p.file().equals(name));
              return Matcher.quoteReplacement(
                  here
                      ? "href=\"" + name + (m.group(2) == null ? "" : m.group(2)) + "\""
                      : m.group());
            });
  }

  private static String index(Path folder, List<Page> pages, List<String> pictures) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    String title = name == null ? "Notebooks" : name.toString();
    title = title.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + title.substring(1);
    var out =
        new StringBuilder("<h1>" + MimeBundle.escape(title) + "</h1>\n<ul class=\"contents\">\n");
    for (int i = 0; i < pages.size(); i++) {
      Page page = pages.get(i);
      Matcher number = NUMBER.matcher(page.file());
      out.append("<li><a class=\"picture\" tabindex=\"-1\" href=\"")
          .append(MimeBundle.escape(page.file()))
          .append("\">")
          .append(pictures.get(i))
          .append("</a><div><small>")
          .append(number.find() ? number.group(1) : i + 1)
          .append("</small> ")
          .append(link(page, "").replace(" →</a>", "</a>"))
          .append(HtmlPage.markdown(page.summary()))
          .append("</div></li>\n");
    }
    return linked(HtmlPage.around(title, out.append("</ul>\n").toString()), pages);
  }
}
