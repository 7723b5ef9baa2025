package jotter.tensor.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Folds a diagram that is too large to be read.
///
/// Boxes whose paths begin alike, `layers.3.…`, become one box; what is inside becomes a diagram of
/// its own, which is folded again if need be. A part that data leave and enter again cannot be one
/// box without a circle of arrows: it stays open.
final class DiagramFold {
  /// As many boxes as a reader takes in.
  static final int READABLE = 40;

  private final Diagram all;
  private final Map<String, String> types;

  private DiagramFold(Diagram all, Map<String, String> types) {
    this.all = all;
    this.types = types;
  }

  static Diagram fold(Diagram flat, Map<String, String> types) {
    if (flat.boxes().size() <= READABLE) {
      return flat;
    }
    Diagram all = adopted(flat);
    var every = new ArrayList<Integer>();
    for (int i = 0; i < all.boxes().size(); i++) {
      every.add(i);
    }
    return new DiagramFold(all, types).level(every, "", false);
  }

  /// Gives what stands between two boxes of one part to that part: operations that no layer called,
  /// and layers without parameters that several parts share and that are known by one name only.
  private static Diagram adopted(Diagram all) {
    int n = all.boxes().size();
    String[] before = new String[n];
    String[] after = new String[n];
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Diagram.Arrow a : all.arrows()) {
        String from = settled(all, a.from(), before);
        if (before[a.to()] == null && from != null) {
          before[a.to()] = from;
          changed = true;
        }
        String to = settled(all, a.to(), after);
        if (after[a.from()] == null && to != null) {
          after[a.from()] = to;
          changed = true;
        }
      }
    }
    var boxes = new ArrayList<Diagram.Box>();
    for (int i = 0; i < n; i++) {
      Diagram.Box b = all.boxes().get(i);
      String common = b.parameters() == 0 && isInner(b) ? common(before[i], after[i]) : "";
      boolean own = b.path() != null && (b.path() + ".").startsWith(common + ".");
      boxes.add(
          common.isEmpty() || own
              ? b
              : new Diagram.Box(b.kind(), b.lines(), common, b.parameters(), b.gradient()));
    }
    return new Diagram(boxes, all.arrows(), all.note());
  }

  private static boolean isInner(Diagram.Box b) {
    return b.kind() == Diagram.Kind.OPERATION || b.kind() == Diagram.Kind.LAYER;
  }

  /// The path of a box that surely stands where it says, or what was found for it.
  private static String settled(Diagram all, int box, String[] found) {
    Diagram.Box b = all.boxes().get(box);
    return b.parameters() > 0 || b.kind() == Diagram.Kind.OPERATION && b.path() != null
        ? b.path()
        : found[box];
  }

  private static String common(String a, String b) {
    if (a == null || b == null) {
      return "";
    }
    String[] x = a.split("\\.");
    String[] y = b.split("\\.");
    var same = new ArrayList<String>();
    for (int i = 0; i < Math.min(x.length, y.length) && x[i].equals(y[i]); i++) {
      same.add(x[i]);
    }
    return String.join(".", same);
  }

  /// The diagram of some of the boxes, all of whose paths begin with `prefix`.
  ///
  /// @param framed whether boxes for what comes from and goes to the outside are added
  private Diagram level(List<Integer> members, String prefix, boolean framed) {
    String at = prefix;
    Map<Integer, String> groups = Map.of();
    if (members.size() > READABLE) {
      groups = groups(members, at);
      // A single part that holds everything between input and output says nothing: its own parts
      // are shown.
      long inner = members.stream().filter(m -> isInner(all.boxes().get(m))).count();
      while (new HashSet<>(groups.values()).size() == 1 && groups.size() >= inner) {
        at = groups.values().iterator().next();
        Map<Integer, String> deeper = groups(members, at);
        if (deeper.isEmpty()) {
          break;
        }
        groups = deeper;
      }
    }
    return draw(members, groups, framed);
  }

  /// The part that each box is folded into: the next piece of its path. Boxes alone in their part,
  /// or in parts that make a circle, have none.
  private Map<Integer, String> groups(List<Integer> members, String prefix) {
    var groups = new LinkedHashMap<Integer, String>();
    for (int m : members) {
      String path = all.boxes().get(m).path();
      String start = prefix.isEmpty() ? "" : prefix + ".";
      if (path == null || !path.startsWith(start) || path.equals(prefix) || path.isEmpty()) {
        continue;
      }
      int dot = path.indexOf('.', start.length());
      groups.put(m, dot < 0 ? path : path.substring(0, dot));
    }
    var sizes = new LinkedHashMap<String, Integer>();
    groups.values().forEach(g -> sizes.merge(g, 1, Integer::sum));
    groups.values().removeIf(g -> sizes.get(g) < 2);
    var inside = new HashSet<>(members);
    Set<String> circular = circular(inside, groups);
    while (!circular.isEmpty()) {
      groups.values().removeAll(circular);
      circular = circular(inside, groups);
    }
    return groups;
  }

  /// The parts that are on a circle once they are folded, or between two circles.
  private Set<String> circular(Set<Integer> members, Map<Integer, String> groups) {
    var forward = new LinkedHashMap<Object, Set<Object>>();
    var backward = new LinkedHashMap<Object, Set<Object>>();
    for (int m : members) {
      forward.computeIfAbsent(key(m, groups), _ -> new HashSet<>());
      backward.computeIfAbsent(key(m, groups), _ -> new HashSet<>());
    }
    for (Diagram.Arrow a : all.arrows()) {
      if (members.contains(a.from()) && members.contains(a.to())) {
        Object from = key(a.from(), groups);
        Object to = key(a.to(), groups);
        if (!from.equals(to)) {
          forward.get(from).add(to);
          backward.get(to).add(from);
        }
      }
    }
    // What nothing leads to, or what leads to nothing, is on no circle; nor is it once that is
    // gone.
    var free = new ArrayList<Object>(forward.keySet());
    while (!free.isEmpty()) {
      Object k = free.removeLast();
      if (!forward.containsKey(k) || !forward.get(k).isEmpty() && !backward.get(k).isEmpty()) {
        continue;
      }
      for (Object to : forward.remove(k)) {
        backward.get(to).remove(k);
        free.add(to);
      }
      for (Object from : backward.remove(k)) {
        forward.get(from).remove(k);
        free.add(from);
      }
    }
    var left = new HashSet<String>();
    forward.keySet().forEach(k -> left.addAll(k instanceof String g ? List.of(g) : List.of()));
    return left;
  }

  private static Object key(int member, Map<Integer, String> groups) {
    return groups.containsKey(member) ? groups.get(member) : (Object) member;
  }

  private Diagram draw(List<Integer> members, Map<Integer, String> groups, boolean framed) {
    var boxes = new ArrayList<Diagram.Box>();
    var numbers = new LinkedHashMap<Object, Integer>();
    var folded = new LinkedHashMap<String, List<Integer>>();
    for (int m : members) {
      Object k = key(m, groups);
      if (k instanceof String g) {
        folded.computeIfAbsent(g, _ -> new ArrayList<>()).add(m);
      }
      if (!numbers.containsKey(k)) {
        numbers.put(k, boxes.size());
        boxes.add(all.boxes().get(m));
      }
    }
    folded.forEach((g, inside) -> boxes.set(numbers.get(g), box(g, inside)));
    var arrows = new ArrayList<Diagram.Arrow>();
    var drawn = new HashSet<List<Object>>();
    var outside = new LinkedHashMap<Integer, Integer>();
    Set<Integer> mine = new HashSet<>(members);
    for (Diagram.Arrow a : all.arrows()) {
      boolean from = mine.contains(a.from());
      boolean to = mine.contains(a.to());
      if (from && to) {
        int f = numbers.get(key(a.from(), groups));
        int t = numbers.get(key(a.to(), groups));
        if (f != t && drawn.add(List.of(f, t))) {
          arrows.add(new Diagram.Arrow(f, t, a.label()));
        }
      } else if (framed && (from || to)) {
        int other = from ? a.to() : a.from();
        boolean entering = to;
        int n =
            outside.computeIfAbsent(
                entering ? other : -1,
                _ -> {
                  String name = entering ? "from " + name(other) : "out";
                  Diagram.Kind kind = entering ? Diagram.Kind.INPUT : Diagram.Kind.OUTPUT;
                  boxes.add(new Diagram.Box(kind, List.of(name)));
                  return boxes.size() - 1;
                });
        int me = numbers.get(key(entering ? a.to() : a.from(), groups));
        if (drawn.add(List.of(entering ? n : me, entering ? me : n))) {
          arrows.add(new Diagram.Arrow(entering ? n : me, entering ? me : n, a.label()));
        }
      }
    }
    return new Diagram(boxes, arrows, framed ? "" : all.note(), parts(folded));
  }

  private String name(int box) {
    return all.boxes().get(box).lines().getFirst();
  }

  /// Parts that look the same inside are shown once.
  private List<Diagram.Part> parts(Map<String, List<Integer>> folded) {
    var same = new LinkedHashMap<String, List<String>>();
    var inside = new LinkedHashMap<String, Diagram>();
    folded.forEach(
        (g, members) -> {
          Diagram d = level(members, g, true);
          String form = form(d.toString(), g);
          same.computeIfAbsent(form, _ -> new ArrayList<>()).add(g);
          inside.putIfAbsent(form, d);
        });
    var parts = new ArrayList<Diagram.Part>();
    same.forEach(
        (form, names) ->
            parts.add(
                new Diagram.Part(
                    names.size() == 1
                        ? title(names.getFirst())
                        : title(names.getFirst())
                            + ", and alike: "
                            + String.join(", ", names.subList(1, names.size())),
                    inside.get(form))));
    return parts;
  }

  /// What a diagram says apart from where it stands and from its gradients.
  private static String form(String text, String path) {
    return text.replaceAll("from [^,\\n]*|gradient [^\\n]*", "")
        .replaceAll("(?<![\\w.,×])" + Pattern.quote(path) + "(?=[.\\s)])", "");
  }

  private String title(String path) {
    String type = types.get(path);
    return type == null ? path : type + " (" + path + ")";
  }

  private Diagram.Box box(String path, List<Integer> members) {
    long parameters = 0;
    double squares = Double.NaN;
    int operations = 0;
    var kinds = new TreeSet<Diagram.Kind>();
    for (int m : members) {
      Diagram.Box b = all.boxes().get(m);
      parameters += b.parameters();
      if (b.gradient() == b.gradient()) {
        squares = (squares == squares ? squares : 0) + b.gradient() * b.gradient();
      }
      operations += b.kind() == Diagram.Kind.PARAMETER ? 0 : 1;
      kinds.add(b.kind());
    }
    var lines = new ArrayList<>(Arrays.asList(title(path)));
    if (parameters > 0) {
      lines.add(String.format(Locale.ROOT, "%,d parameters", parameters));
    }
    lines.add(operations + (kinds.contains(Diagram.Kind.LAYER) ? " layers" : " operations"));
    double gradient = Math.sqrt(squares);
    if (gradient == gradient) {
      lines.add("gradient " + Numbers.brief(gradient));
    }
    return new Diagram.Box(Diagram.Kind.LAYER, lines, path, parameters, gradient);
  }
}
