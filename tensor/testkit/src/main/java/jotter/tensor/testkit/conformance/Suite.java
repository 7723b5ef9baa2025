package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A folder of cases.
public final class Suite {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A file of cases of one kind.
  public record Group(String name, String kind, Path cases, Path tensors) {
    /// The group's tensors, null if it has none.
    public TensorFile open() throws IOException {
      return tensors == null ? null : new TensorFile(tensors);
    }

    /// Calls `each` with every case.
    public void forEach(Consumer<JsonNode> each) throws IOException {
      for (String line : Files.readAllLines(cases))
        if (!line.isBlank()) each.accept(JSON.readTree(line));
    }
  }

  private final List<Group> groups = new ArrayList<>();

  /// Reads the manifest of `dir`.
  public Suite(Path dir) throws IOException {
    Path manifest = dir.resolve("manifest.json");
    if (!Files.exists(manifest))
      throw new IOException("there is no manifest.json in " + dir + "; is it a suite of cases?");
    for (JsonNode g : JSON.readTree(manifest.toFile()).get("groups"))
      groups.add(
          new Group(
              g.get("name").asText(),
              g.get("kind").asText(),
              dir.resolve(g.get("cases").asText()),
              g.has("tensors") ? dir.resolve(g.get("tensors").asText()) : null));
  }

  public List<Group> groups() {
    return groups;
  }
}
