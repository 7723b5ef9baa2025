/// The notebook: kernel, magics, renderers, headless runner.
module jotter.kernel {
  requires transitive jotter.tensor;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.gson;
  requires jdk.compiler;
  requires jdk.jshell;
  requires jdk.unsupported;
  requires java.compiler;
  requires java.desktop;
  requires java.instrument;
  requires java.management;
  requires java.net.http;
  requires jdk.management;
  requires jjava.jupyter;
  requires eu.maveniverse.maven.mima.context;
  requires org.apache.maven.resolver;
  requires org.apache.maven.resolver.util;
  requires static jupyter.jvm.basekernel;
  requires static xchart;
  requires static tablesaw.core;
  requires org.commonmark;
  requires org.commonmark.ext.gfm.tables;
  requires org.slf4j;
  requires org.zeromq.jeromq;

  exports jotter.kernel;
  exports jotter.kernel.debug;
  exports jotter.kernel.eval;
  exports jotter.kernel.ext;
  exports jotter.kernel.install;
  exports jotter.kernel.magic;
  exports jotter.kernel.magic.np;
  exports jotter.kernel.render;
  exports jotter.kernel.run;
  exports jotter.kernel.widget;
  exports jotter.kernel.wire;

  uses jotter.kernel.magic.Magic;
  uses jotter.tensor.display.Renderer;

  provides jotter.tensor.diagnostics.Diagnostic with
      jotter.kernel.install.NotebookDiagnostic;
  provides jotter.kernel.magic.Magic with
      jotter.kernel.magic.BenchMagic,
      jotter.kernel.magic.ClassPathMagic,
      jotter.kernel.magic.DeviceMagic,
      jotter.kernel.magic.DocMagic,
      jotter.kernel.magic.GradCheckMagic,
      jotter.kernel.magic.GraphMagic,
      jotter.kernel.magic.JotterMagic,
      jotter.kernel.magic.LoadMagic,
      jotter.kernel.magic.MagicsMagic,
      jotter.kernel.magic.MavenMagic,
      jotter.kernel.magic.MemoryMagic,
      jotter.kernel.magic.NpMagic,
      jotter.kernel.magic.ProfileMagic,
      jotter.kernel.magic.PythonMagic,
      jotter.kernel.magic.ResetMagic,
      jotter.kernel.magic.SeedMagic,
      jotter.kernel.magic.TensorsMagic,
      jotter.kernel.magic.TimeMagic,
      jotter.kernel.magic.WhoMagic;
  provides jotter.tensor.display.Renderer with
      jotter.kernel.render.ArrayRenderer,
      jotter.kernel.render.ChartRenderer,
      jotter.kernel.render.CollectionRenderer,
      jotter.kernel.render.ColorRenderer,
      jotter.kernel.render.CurvesRenderer,
      jotter.kernel.render.ImageRenderer,
      jotter.kernel.render.MapRenderer,
      jotter.kernel.render.RecordRenderer,
      jotter.kernel.render.ReportRenderer,
      jotter.kernel.render.StreamRenderer,
      jotter.kernel.render.TableRenderer,
      jotter.kernel.render.ThrowableRenderer,
      jotter.kernel.widget.WidgetRenderer;
  provides org.dflib.jjava.jupyter.Extension with
      jotter.kernel.ext.JJavaExtension;
}
