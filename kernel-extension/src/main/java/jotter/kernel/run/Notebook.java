package jotter.kernel.run;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// An .ipynb file as its own JSON tree: what we do not know stays as it was.
public final class Notebook {
  private static final int FORMAT = 4;
  private static final int MINOR = 5;
  private static final ObjectMapper JSON = new ObjectMapper();
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode root;

  private Notebook(ObjectNode root) {
    this.root = root;
  }

  /// Reads a file and brings it to nbformat 4.5, in which every cell has an id.
  ///
  /// @throws IOException if it cannot be read or is not a notebook of format 4
  public static Notebook read(Path file) throws IOException {
    JsonNode tree;
    try {
      tree = JSON.readTree(Files.readAllBytes(file));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IOException(
          file + ": this is not a notebook: " + e.getOriginalMessage() + " at " + at(e), e);
    }
    if (!(tree instanceof ObjectNode root) || !(root.get("cells") instanceof ArrayNode cells)) {
      throw new IOException(
          file
              + ": this is not a notebook of format 4: it has no list of cells; open and save it in"
              + " JupyterLab once");
    }
    if (root.path("nbformat").asInt() != FORMAT) {
      throw new IOException(
          file + ": nbformat is " + root.path("nbformat") + ", and only 4 can be read");
    }
    root.put("nbformat_minor", Math.max(MINOR, root.path("nbformat_minor").asInt()));
    var notebook = new Notebook(root);
    notebook.identify(cells);
    return notebook;
  }

  private static String at(com.fasterxml.jackson.core.JsonProcessingException e) {
    return e.getLocation() == null
        ? "its end"
        : "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private void identify(ArrayNode cells) throws IOException {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      if (!(cells.get(i) instanceof ObjectNode cell)) {
        throw new IOException("cell " + (i + 1) + " is not an object");
      }
      String id = cell.path("id").asText("");
      if (!id.matches("[a-zA-Z0-9_-]{1,64}") || !ids.add(id)) {
        do {
          id = UUID.randomUUID().toString().substring(0, 8);
        } while (!ids.add(id));
        cell.put("id", id);
      }
      if (!(cell.get("metadata") instanceof ObjectNode)) {
        cell.putObject("metadata");
      }
    }
  }

  /// One cell.
  ///
  /// @param index its place, from 0
  /// @param json its tree, to be changed in place
  public record NotebookCell(int index, ObjectNode json) {
    public String kind() {
      return json.path("cell_type").asText();
    }

    public boolean isCode() {
      return kind().equals("code");
    }

    public String source() {
      return text(json.path("source"));
    }

    public boolean mayFail() {
      return tagged("raises-exception");
    }

    /// Whether the cell carries a tag.
    public boolean tagged(String tag) {
      for (JsonNode t : json.path("metadata").path("tags")) {
        if (t.asText().equals(tag)) {
          return true;
        }
      }
      return false;
    }

    public ArrayNode outputs() {
      return json.get("outputs") instanceof ArrayNode outputs ? outputs : json.putArray("outputs");
    }
  }

  public List<NotebookCell> cells() {
    var cells = new ArrayList<NotebookCell>();
    JsonNode all = root.get("cells");
    for (int i = 0; i < all.size(); i++) {
      cells.add(new NotebookCell(i, (ObjectNode) all.get(i)));
    }
    return cells;
  }

  /// The notebook's metadata, to be changed in place.
  public ObjectNode metadata() {
    return root.get("metadata") instanceof ObjectNode m ? m : root.putObject("metadata");
  }

  /// Text that nbformat writes as a string or as a list of lines.
  static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText("");
    }
    var out = new StringBuilder();
    node.forEach(line -> out.append(line.asText()));
    return out.toString();
  }

  /// Text as nbformat likes it: lines with their ends.
  static ArrayNode lines(String text) {
    ArrayNode lines = NODES.arrayNode();
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from);
      to = to < 0 ? text.length() : to + 1;
      lines.add(text.substring(from, to));
      from = to;
    }
    return lines;
  }

  static JsonNode tree(Object value) {
    return JSON.valueToTree(value);
  }

  /// Writes the file as Jupyter does: one space of indent and a line end last.
  public void write(Path file) throws IOException {
    var printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
    var indent = new DefaultIndenter(" ", "\n");
    printer.indentObjectsWith(indent);
    printer.indentArraysWith(indent);
    byte[] bytes =
        (JSON.writer(printer).writeValueAsString(root) + "\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    replace(file, bytes);
  }

  /// Writes a file at once or not at all.
  static void replace(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // Not a temporary file of the system's, which only its owner may read.
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
