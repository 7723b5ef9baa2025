/// How a value becomes something to look at, with no notebook in sight.
///
/// A [jotter.tensor.display.Renderer] is a pure function from a value to a
/// [jotter.tensor.display.MimeBundle]: the same picture of the value in several MIME types, of
/// which `text/plain` is always one. Renderers are found with [java.util.ServiceLoader], so a
/// module that owns a type also owns its picture, and [jotter.tensor.display.Renderers] picks the
/// most specific one for a value.
///
/// Where a bundle goes is a [jotter.tensor.display.DisplaySink]: the terminal unless somebody has
/// routed it elsewhere. The kernel routes it to the cell that the calling thread belongs to, so
/// code here never learns of cells, messages or HTML pages, and works the same in a plain `main`.
///
/// [jotter.tensor.display.LiveDisplay] and [jotter.tensor.display.ProgressBar] are the two things
/// that change after they were shown. Both redraw in place, at most a few times a second, and
/// always leave their last state behind.
package jotter.tensor.display;
