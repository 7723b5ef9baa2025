package jotter.text.datasets;

import java.io.IOException;
import java.util.Map;
import jotter.nn.data.files.DataFile;
import jotter.tensor.Check;

/// Captions of pictures in English, German and French: 29,000 to learn from, 1,014 to validate,
/// 1,000 to test. Elliott, Frank, Sima'an and Specia 2016, arXiv:1605.00459; for research.
///
/// ```java
/// ParallelCorpus train = Multi30k.train("de", "en");
/// ```
public final class Multi30k {
  private static final String FROM =
      "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/";

  private static final Map<String, String> SHA256 =
      Map.of(
          "train.de", "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6",
          "train.en", "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f",
          "train.fr", "622e75069e9f4c577425c4f277116ce66e63a2401c0a2312d90073cb12379a3c",
          "val.de", "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a",
          "val.en", "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28",
          "val.fr", "ca3106f1a72390591d25f6c45cb4cd39dec4cd3f123e099748a3ce5256c160e9",
          "test_2016_flickr.de", "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8",
          "test_2016_flickr.en", "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9",
          "test_2016_flickr.fr",
              "6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90");

  private Multi30k() {}

  /// 29,000 pairs.
  ///
  /// @param from `de`, `en` or `fr`
  /// @param to another of them
  /// @throws IOException if the files are neither on this machine nor can be downloaded
  public static ParallelCorpus train(String from, String to) throws IOException {
    return part("train", from, to);
  }

  /// 1,014 pairs for choosing between models.
  public static ParallelCorpus valid(String from, String to) throws IOException {
    return part("val", from, to);
  }

  /// The 1,000 pairs of `test_2016_flickr`, for the figure at the end.
  public static ParallelCorpus test(String from, String to) throws IOException {
    return part("test_2016_flickr", from, to);
  }

  private static ParallelCorpus part(String name, String from, String to) throws IOException {
    DataFile source = file(name, from);
    DataFile target = file(name, to);
    return ParallelCorpus.read(source.path(), target.path());
  }

  private static DataFile file(String name, String language) {
    String part = name + "." + language;
    if (!SHA256.containsKey(part))
      throw Check.valueError("Multi30k", "languages are de, en and fr, got '" + language + "'");
    return DataFile.of("multi30k", part + ".gz", SHA256.get(part), FROM + part + ".gz");
  }
}
