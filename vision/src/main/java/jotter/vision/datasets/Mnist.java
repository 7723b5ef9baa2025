package jotter.vision.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.data.files.DataFile;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Handwritten digits, 28 × 28 grey pixels each, and which digit they are.
///
/// A class-balanced part of MNIST comes with Jotter: 10,000 digits to train on, 2,000 to test with,
/// enough to teach a small convolutional network to read. Whoever has the whole of it, or one of
/// its relatives in the same format (Fashion-MNIST, KMNIST), reads the folder.
///
/// ```java
/// Mnist digits = Mnist.train();
/// Tensor x = digits.inputs();                     // float32 (10000, 1, 28, 28), normalised
/// Tensor y = digits.labels();                     // int64 (10000)
/// Mnist fashion = Mnist.read(Path.of("fashion"), Mnist.Part.TEST);
/// ```
///
/// LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document
/// recognition", Proceedings of the IEEE 86 (11). The digits are under CC BY-SA 3.0.
///
/// @param images uint8 (N, 28, 28), 0 is paper and 255 is ink
/// @param labels int64 (N), the digit of each image
public record Mnist(Tensor images, Tensor labels) implements Dataset<Labeled> {

  /// The mean of all pixels of MNIST's training set, on a scale from 0 to 1.
  public static final double MEAN = 0.1307;

  /// The standard deviation of these pixels.
  public static final double DEVIATION = 0.3081;

  /// The two parts of the set, with the names that their files begin with.
  public enum Part {
    /// To learn from.
    TRAIN("train"),
    /// To be measured with.
    TEST("t10k");

    private final String prefix;

    Part(String prefix) {
      this.prefix = prefix;
    }
  }

  /// Checks that there is a label for each image.
  public Mnist {
    if (images.rank() != 3 || labels.rank() != 1 || images.size(0) != labels.size(0)) {
      throw new IllegalArgumentException(
          "mnist: images must be (N, height, width) and labels (N), got %s and %s"
              .formatted(
                  java.util.Arrays.toString(images.shape()),
                  java.util.Arrays.toString(labels.shape())));
    }
  }

  /// The 10,000 digits to train on that come with Jotter, 1,000 of each class.
  public static Mnist train() {
    return shipped(Part.TRAIN);
  }

  /// The 2,000 digits to test with that come with Jotter, 200 of each class.
  public static Mnist test() {
    return shipped(Part.TEST);
  }

  /// Reads one part of a set from the folder of its files, named as they are published
  /// (`train-images-idx3-ubyte` or `train-images.idx3-ubyte`), with or without `.gz`.
  ///
  /// @throws IOException if a file is missing, is not IDX, or the two do not belong together
  public static Mnist read(Path folder, Part part) throws IOException {
    return of(
        Idx.read(find(folder, part.prefix + "-images", "idx3-ubyte")),
        Idx.read(find(folder, part.prefix + "-labels", "idx1-ubyte")));
  }

  /// One part of all 70,000 digits.
  ///
  /// @throws IOException if they are neither on this machine nor can be downloaded
  public static Mnist download(Part part) throws IOException {
    return of(Family.MNIST.images(part), Family.MNIST.labels(part));
  }

  /// One part of Fashion-MNIST: 70,000 pictures of clothes in ten classes. Xiao, Rasul and Vollgraf
  /// 2017, arXiv:1708.07747; MIT licence.
  ///
  /// @throws IOException if they are neither on this machine nor can be downloaded
  public static Mnist fashion(Part part) throws IOException {
    return of(Family.FASHION.images(part), Family.FASHION.labels(part));
  }

  /// Sets in the same form, which differ in where they can be had.
  private record Family(String name, String from, List<String> sha256) {
    static final Family MNIST =
        new Family(
            "mnist",
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            List.of(
                "71524e2cd1ad2968737f7f2f2ff69cbfc32df8ccddff51593f7cb2d4e0eb5b64",
                "fe03b8bd7915f70bf5aa08be480aa413fbd85afcaa58b35d230d335f284fd88e",
                "5634745efa576a17e7d4cf5cd9d09123c75e6538e5114267c2d156edaf519341",
                "ae18e77e031ccde52407f794d123116439864147d33ac992975f85dd4dc42af6"));
    // No checksums: nobody publishes SHA-256 of these; gzip's own check finds damage.
    static final Family FASHION =
        new Family(
            "fashion-mnist", "https://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", null);

    Idx images(Part part) throws IOException {
      return read(part, "-images-idx3-ubyte.gz", 0);
    }

    Idx labels(Part part) throws IOException {
      return read(part, "-labels-idx1-ubyte.gz", 1);
    }

    private Idx read(Part part, String end, int which) throws IOException {
      String file = part.prefix + end;
      String sum = sha256 == null ? null : sha256.get(2 * part.ordinal() + which);
      return Idx.read(DataFile.of(name, file, sum, from + file).path());
    }
  }

  /// How many digits there are.
  @Override
  public long size() {
    return labels.size(0);
  }

  /// One digit as a network wants it, (1, 28, 28), and which it is.
  @Override
  public Labeled get(long index) {
    return new Labeled(prepared(images.select(0, index).unsqueeze(0)), labels.select(0, index));
  }

  @Override
  public Labeled gather(long[] indices) {
    Tensor i = Tensor.of(indices);
    return new Labeled(prepared(images.indexSelect(0, i).unsqueeze(1)), labels.indexSelect(0, i));
  }

  private static Tensor prepared(Tensor images) {
    return Grad.off(() -> images.to(DType.FLOAT32).div_(255).sub_(MEAN).div_(DEVIATION));
  }

  /// The images as a network wants them: float32 (N, 1, 28, 28), scaled to 0 to 1, less the mean,
  /// divided by the standard deviation.
  public Tensor inputs() {
    return prepared(images.unsqueeze(1));
  }

  private static Mnist shipped(Part part) {
    try {
      return of(
          resource(part.prefix + "-images-idx3-ubyte.gz"),
          resource(part.prefix + "-labels-idx1-ubyte.gz"));
    } catch (IOException e) {
      throw new UncheckedIOException("mnist: the digits in Jotter's jar cannot be read", e);
    }
  }

  private static Idx resource(String name) throws IOException {
    try (InputStream in = Mnist.class.getResourceAsStream("mnist/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing");
      }
      return Idx.read(in, Idx.DEFAULT_LIMIT);
    }
  }

  private static Mnist of(Idx images, Idx labels) throws IOException {
    boolean pictures = images.element() == Idx.Element.UINT8 && images.dims().length == 3;
    boolean digits = labels.element() == Idx.Element.UINT8 && labels.dims().length == 1;
    if (!pictures || !digits || images.dims()[0] != labels.dims()[0]) {
      throw new IOException("mnist: " + images + " and " + labels + " are no images with labels");
    }
    return new Mnist(images.tensor(), labels.tensor().to(DType.INT64));
  }

  private static Path find(Path folder, String name, String kind) throws IOException {
    return Stream.of("-", ".")
        .flatMap(
            joint -> Stream.of("", ".gz").map(end -> folder.resolve(name + joint + kind + end)))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () -> new IOException("mnist: " + folder + " has no " + name + "-" + kind + ".gz"));
  }
}
