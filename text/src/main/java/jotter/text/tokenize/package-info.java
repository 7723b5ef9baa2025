/// From text to numbers and back.
///
/// A {@link jotter.text.tokenize.Tokenizer} cuts a text into tokens and names each by its place in
/// a {@link jotter.text.tokenize.Vocabulary}: characters, words, or the frequent parts of words
/// that byte pair encoding learns.
package jotter.text.tokenize;
