/// Words: tokenizers, vocabularies, language models and translators, search for the best text.
module jotter.text {
  requires transitive jotter.nn;

  exports jotter.text.datasets;
  exports jotter.text.generate;
  exports jotter.text.metrics;
  exports jotter.text.models;
  exports jotter.text.tokenize;

  opens jotter.text.models to
      jotter.nn;
}
