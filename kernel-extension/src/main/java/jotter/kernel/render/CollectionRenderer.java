package jotter.kernel.render;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import jotter.tensor.display.Facts;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;
import jotter.tensor.display.Renderers;

/// Shows a collection: records of one type as a table, tensors and layers as a list of what they
/// are, anything else as text with an end to it.
@SuppressWarnings("rawtypes")
public final class CollectionRenderer implements Renderer<Collection> {
  private static final int SHOWN = 1000;

  @Override
  public Class<Collection> type() {
    return Collection.class;
  }

  @Override
  public MimeBundle render(Collection collection) {
    var out = new StringBuilder("[");
    var items = new ArrayList<Object>();
    int i = 0;
    for (Object item : collection) {
      if (i == SHOWN || out.length() > Renderers.TEXT_LIMIT) {
        out.append(", ... ").append(collection.size()).append(" in all");
        break;
      }
      out.append(i++ == 0 ? "" : ", ").append(item == collection ? "(this)" : Renderers.text(item));
      items.add(item);
    }
    MimeBundle plain = MimeBundle.of(out.append(']').toString());
    if (!items.isEmpty() && items.stream().allMatch(o -> Facts.of(o).isPresent())) {
      return plain.html(
          HtmlTable.of(
              collection.size() + " elements",
              List.of("type", "what it is"),
              items.size(),
              row ->
                  List.of(
                      items.get(row).getClass().getSimpleName(),
                      Facts.of(items.get(row)).orElseThrow().line())));
    }
    Class<?> type =
        items.isEmpty() || items.getFirst() == null ? null : items.getFirst().getClass();
    boolean table =
        type != null
            && type.isRecord()
            && type.getRecordComponents().length > 0
            && items.size() == collection.size()
            && items.stream().allMatch(type::isInstance);
    return table ? plain.html(table(type, items)) : plain;
  }

  private static String table(Class<?> type, List<Object> items) {
    List<RecordComponent> parts = Arrays.asList(type.getRecordComponents());
    List<String> columns =
        parts.stream().map(c -> c.getName() + "\n" + c.getType().getSimpleName()).toList();
    return HtmlTable.of(
        items.size() + " × " + type.getSimpleName(),
        columns,
        items.size(),
        row -> parts.stream().map(c -> part(c, items.get(row))).toList());
  }

  private static Object part(RecordComponent component, Object of) {
    try {
      component.getAccessor().setAccessible(true);
      Object value = component.getAccessor().invoke(of);
      return value == null ? "null" : value;
    } catch (ReflectiveOperationException | RuntimeException hidden) {
      return "?";
    }
  }
}
