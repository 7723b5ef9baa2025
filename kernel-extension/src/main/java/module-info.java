/// The notebook: kernel, magics, renderers, headless runner.
module jotter.kernel {
  requires transitive jotter.tensor;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.gson;
  requires jdk.jshell;
  requires jdk.unsupported;
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
  exports jotter.kernel.eval;
  exports jotter.kernel.ext;
  exports jotter.kernel.install;
  exports jotter.kernel.magic;
  exports jotter.kernel.render;
  exports jotter.kernel.run;
  exports jotter.kernel.wire;

  uses jotter.kernel.magic.Magic;
  uses jotter.tensor.display.Renderer;

  provides jotter.tensor.diagnostics.Diagnostic with
      jotter.kernel.install.NotebookDiagnostic;
}
