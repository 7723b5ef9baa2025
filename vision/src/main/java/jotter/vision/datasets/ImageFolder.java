package jotter.vision.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.tensor.Tensor;
import jotter.vision.image.Pictures;
import jotter.vision.transforms.Transform;

/// Pictures in folders that are named as their classes: `root/cat/1.jpg`, `root/dog/a/b.png`.
///
/// ```java
/// var pets = ImageFolder.of(Path.of("pets"), Transform.of(
///     x -> Geometry.resize(x, 256), x -> Geometry.centerCrop(x, 224, 224),
///     Colors::toFloat, Normalize.imageNet()));
/// pets.classes();                                       // [cat, dog]
/// DataLoader.of(pets, 32).shuffle(true).workers(4);
/// ```
///
/// Classes are numbered in alphabetical order, as torchvision's. A picture is read when it is asked
/// for; one that cannot be read is an error that names its file, and a loader adds its number.
public final class ImageFolder implements Dataset<Labeled> {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "gif", "bmp", "wbmp", "tif", "tiff", "webp");

  /// A picture's file and its class.
  ///
  /// @param file where it lies
  /// @param label its class
  public record Entry(Path file, int label) {}

  private final List<String> classes;
  private final List<Entry> entries;
  private final Transform transform;

  private ImageFolder(List<String> classes, List<Entry> entries, Transform transform) {
    this.classes = List.copyOf(classes);
    this.entries = List.copyOf(entries);
    this.transform = transform;
  }

  /// The pictures below a folder as they are: uint8 (3, H, W).
  ///
  /// @throws IOException if there is no such folder, it has no folders of classes, or one of these
  ///   has no pictures
  public static ImageFolder of(Path root) throws IOException {
    return of(root, x -> x);
  }

  /// The pictures below a folder, each as `transform` makes it from uint8 (3, H, W).
  ///
  /// @throws IOException if there is no such folder, it has no folders of classes, or one of these
  ///   has no pictures
  public static ImageFolder of(Path root, Transform transform) throws IOException {
    if (!Files.isDirectory(root)) throw new IOException("there is no folder " + root);
    List<Path> folders;
    try (Stream<Path> all = Files.list(root)) {
      folders = all.filter(Files::isDirectory).filter(f -> !isHidden(f)).sorted().toList();
    }
    if (folders.isEmpty())
      throw new IOException(
          root
              + " has no folders; pictures lie in a folder for each class, as "
              + root
              + "/cat/1.jpg");
    List<String> classes = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (Path folder : folders) {
      List<Path> pictures = pictures(folder);
      if (pictures.isEmpty())
        throw new IOException(
            folder
                + " has no pictures ("
                + String.join(", ", ENDINGS.stream().sorted().toList())
                + ")");
      for (Path p : pictures) entries.add(new Entry(p, classes.size()));
      classes.add(folder.getFileName().toString());
    }
    return new ImageFolder(classes, entries, transform);
  }

  private static List<Path> pictures(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile)
          .filter(f -> !isHidden(f))
          .filter(f -> ENDINGS.contains(ending(f)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      // As from a link that leads back to a folder around it.
      throw e.getCause();
    }
  }

  private static boolean isHidden(Path f) {
    return f.getFileName().toString().startsWith(".");
  }

  private static String ending(Path f) {
    String name = f.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /// The names of the classes, by number.
  public List<String> classes() {
    return classes;
  }

  /// All pictures, by number.
  public List<Entry> entries() {
    return entries;
  }

  @Override
  public long size() {
    return entries.size();
  }

  /// A picture and its class, a scalar of int64.
  ///
  /// @throws UncheckedIOException if the file cannot be read or is no picture; the message names it
  @Override
  public Labeled get(long index) {
    Entry e = entries.get(Math.toIntExact(index));
    try {
      return new Labeled(transform.apply(Pictures.read(e.file())), Tensor.scalar((long) e.label()));
    } catch (IOException x) {
      throw new UncheckedIOException(x.getMessage(), x);
    }
  }
}
