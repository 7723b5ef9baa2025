package jotter.kernel.run;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/// The pictures that HTML carries inside it, drawings and images in `data:` addresses, each as a
/// file of its own.
final class HtmlPictures {
  /// More than these of one output would be a wall of pictures.
  private static final int MOST = 12;

  private static final Pattern START = Pattern.compile("<svg\\b|<img\\b[^>]*>");
  private static final String END = "</svg>";
  private static final Pattern DATA =
      Pattern.compile("\\bsrc=\"data:image/(png|jpeg|gif|svg\\+xml);base64,([^\"]*)\"");
  private static final Pattern ALT = Pattern.compile("\\balt=\"([^\"]*)\"");
  private static final Pattern SIZE =
      Pattern.compile("\\bpixelated\\b.*?;width:(\\d{1,4})px;height:(\\d{1,4})px");

  private HtmlPictures() {}

  /// A picture's kind as a file name's end, its contents, and what it shows.
  record Picture(String type, byte[] bytes, String title) {}

  static List<Picture> of(String html) {
    var pictures = new ArrayList<Picture>();
    Matcher m = START.matcher(html);
    for (int at = 0; pictures.size() < MOST && m.find(at); ) {
      at = m.end();
      if (html.charAt(m.start() + 1) == 's') {
        int end = html.indexOf(END, at);
        if (end < 0) break;
        at = end + END.length();
        byte[] svg = html.substring(m.start(), at).getBytes(StandardCharsets.UTF_8);
        pictures.add(new Picture("svg", svg, ""));
      } else {
        image(m.group(), pictures);
      }
    }
    return pictures;
  }

  private static void image(String tag, List<Picture> to) {
    Matcher data = DATA.matcher(tag);
    String alt = first(ALT, tag);
    // Beside a picture the scale says what the colours mean; alone it says nothing.
    if (!data.find() || alt.equals("colour scale")) return;
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(data.group(2));
      String type = data.group(1).equals("svg+xml") ? "svg" : data.group(1);
      to.add(new Picture(type, type.equals("png") ? shown(bytes, tag) : bytes, alt));
    } catch (IllegalArgumentException | IOException e) {
      // Somebody's broken picture: the text beside it still stands.
    }
  }

  private static String first(Pattern pattern, String in) {
    Matcher m = pattern.matcher(in);
    return m.find() ? m.group(1) : "";
  }

  /// A picture of few pixels that are shown large as squares is written as large as it is shown: a
  /// page without style would blur it.
  private static byte[] shown(byte[] png, String tag) throws IOException {
    Matcher m = SIZE.matcher(tag);
    if (!m.find()) return png;
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(png));
    int width = Integer.parseInt(m.group(1));
    int height = Integer.parseInt(m.group(2));
    if (small == null || width <= small.getWidth() && height <= small.getHeight()) return png;
    var large = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var g = large.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    g.drawImage(small, 0, 0, width, height, null);
    g.dispose();
    var out = new ByteArrayOutputStream();
    ImageIO.write(large, "png", out);
    return out.toByteArray();
  }
}
