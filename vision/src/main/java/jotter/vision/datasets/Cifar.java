package jotter.vision.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.data.files.DataFile;
import jotter.nn.data.files.Tar;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// CIFAR-10 and CIFAR-100: 60,000 colour pictures of 32 × 32 pixels in 10 or 100 classes, 50,000 of
/// them to train on.
///
/// ```java
/// Cifar train = Cifar.ten(Cifar.Part.TRAIN);       // downloaded once, 170 MB
/// Dataset<Labeled> shown = train.map(d -> new Labeled(augment.apply(d.x()), d.y()));
/// Cifar.TEN.get(3);                                // cat
/// ```
///
/// Read from the binary edition as it is published, from its archive or from an unpacked folder;
/// the editions for Python are pickles, which are programs and not data.
///
/// Krizhevsky 2009, "Learning multiple layers of features from tiny images".
///
/// @param images uint8 (N, 3, 32, 32)
/// @param labels int64 (N), the class of each picture
/// @param coarse int64 (N), of CIFAR-100 the superclass of each picture; null of CIFAR-10
public record Cifar(Tensor images, Tensor labels, Tensor coarse) implements Dataset<Labeled> {
  /// The classes of CIFAR-10, by number.
  public static final List<String> TEN =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /// The mean of each colour over CIFAR-10's training pictures, on a scale from 0 to 1.
  public static final double[] MEAN = {0.4914, 0.4822, 0.4465};

  /// The standard deviation of each colour.
  public static final double[] DEVIATION = {0.2470, 0.2435, 0.2616};

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int MOST = 1 << 28;
  private static final String FROM = "https://www.cs.toronto.edu/~kriz/";

  /// The two parts of the set.
  public enum Part {
    /// To learn from.
    TRAIN,
    /// To be measured with.
    TEST
  }

  /// The two sets; their archives, the sums of these, and how many labels stand before a picture.
  private enum Edition {
    TEN("cifar-10", "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", 1, 10),
    HUNDRED(
        "cifar-100", "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", 2, 100);

    final String set;
    final DataFile archive;
    final int labels;
    final int classes;

    Edition(String set, String sha256, int labels, int classes) {
      this.set = set;
      String file = set + "-binary.tar.gz";
      archive = DataFile.of(set, file, sha256, FROM + file);
      this.labels = labels;
      this.classes = classes;
    }

    boolean has(String name, Part part) {
      String file = name.substring(name.lastIndexOf('/') + 1);
      return switch (this) {
        case TEN ->
            part == Part.TEST
                ? file.equals("test_batch.bin")
                : file.matches("data_batch_\\d\\.bin");
        case HUNDRED -> file.equals(part == Part.TEST ? "test.bin" : "train.bin");
      };
    }
  }

  /// Checks that the parts belong together.
  public Cifar {
    Check.rank("cifar", "the images", images, 4);
    Check.that(
        labels.rank() == 1 && labels.size(0) == images.size(0),
        "cifar",
        "images "
            + Check.shape(images.shape())
            + " need as many labels, got "
            + Check.shape(labels.shape()));
  }

  /// One part of CIFAR-10.
  ///
  /// @throws IOException if it is neither on this machine nor can be downloaded
  public static Cifar ten(Part part) throws IOException {
    return read(Edition.TEN.archive.path(), part, Edition.TEN);
  }

  /// One part of CIFAR-100.
  ///
  /// @throws IOException if it is neither on this machine nor can be downloaded
  public static Cifar hundred(Part part) throws IOException {
    return read(Edition.HUNDRED.archive.path(), part, Edition.HUNDRED);
  }

  /// One part of CIFAR-10 from its archive (.tar or .tar.gz), or the folder of its `.bin` files.
  ///
  /// @throws IOException if a file is missing or is not what it should be; the message names it
  public static Cifar readTen(Path place, Part part) throws IOException {
    return read(place, part, Edition.TEN);
  }

  /// One part of CIFAR-100 from its archive (.tar or .tar.gz), or the folder of its `.bin` files.
  ///
  /// @throws IOException if a file is missing or is not what it should be; the message names it
  public static Cifar readHundred(Path place, Part part) throws IOException {
    return read(place, part, Edition.HUNDRED);
  }

  private static Cifar read(Path place, Part part, Edition edition) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(place)) {
      try (var all = Files.list(place)) {
        for (Path f : (Iterable<Path>) all::iterator) {
          String name = f.getFileName().toString();
          if (!edition.has(name, part)) continue;
          if (Files.size(f) > MOST) throw new IOException(f + " is larger than any CIFAR file");
          files.put(name, Files.readAllBytes(f));
        }
      }
    } else {
      Tar.read(
          place,
          MOST,
          (name, contents) -> {
            if (edition.has(name, part)) files.put(name, contents.get());
          });
    }
    if (files.isEmpty())
      throw new IOException(
          place + " has no file of the " + part.name().toLowerCase() + " part of " + edition.set);
    return of(place, files, edition);
  }

  private static Cifar of(Path place, Map<String, byte[]> files, Edition edition)
      throws IOException {
    int record = edition.labels + PIXELS;
    var pixels = new ByteArrayOutputStream();
    long count = 0;
    for (var f : files.entrySet()) {
      int n = f.getValue().length;
      if (n == 0 || n % record != 0)
        throw new IOException(
            place
                + ": "
                + f.getKey()
                + " has "
                + n
                + " bytes, which are no whole pictures of "
                + record);
      count += n / record;
    }
    if (count * PIXELS > Integer.MAX_VALUE - 8)
      throw new IOException(place + " has " + count + " pictures, more than any CIFAR set");
    long[][] labels = new long[edition.labels][(int) count];
    int i = 0;
    for (var f : files.entrySet()) {
      byte[] b = f.getValue();
      for (int at = 0; at < b.length; at += record, i++) {
        for (int k = 0; k < edition.labels; k++) labels[k][i] = b[at + k] & 0xff;
        int fine = (int) labels[edition.labels - 1][i];
        if (fine >= edition.classes)
          throw new IOException(
              place
                  + ": "
                  + f.getKey()
                  + " has a picture of class "
                  + fine
                  + "; there are "
                  + edition.classes);
        pixels.write(b, at + edition.labels, PIXELS);
      }
    }
    MemorySegment bytes = MemorySegment.ofArray(pixels.toByteArray());
    Tensor images = Tensor.of(bytes, DType.UINT8, count, 3, SIDE, SIDE);
    Tensor fine = Tensor.of(labels[edition.labels - 1]);
    return new Cifar(images, fine, edition.labels == 2 ? Tensor.of(labels[0]) : null);
  }

  /// How many pictures there are.
  @Override
  public long size() {
    return labels.size(0);
  }

  /// One picture, float32 (3, 32, 32) from 0 to 1, and its class.
  @Override
  public Labeled get(long index) {
    return new Labeled(scaled(images.select(0, index)), labels.select(0, index));
  }

  @Override
  public Labeled gather(long[] indices) {
    Tensor i = Tensor.of(indices);
    return new Labeled(scaled(images.indexSelect(0, i)), labels.indexSelect(0, i));
  }

  private static Tensor scaled(Tensor images) {
    return Grad.off(() -> images.to(DType.FLOAT32).div_(255));
  }
}
