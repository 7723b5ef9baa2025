/// Where data sets lie, and how they get there.
///
/// A data set names its files as {@link jotter.nn.data.files.DataFile}s: where they can be had and
/// what their checksums are. Such a file is looked for in the folders that the user named, then in
/// the cache, then it is downloaded into the cache. Nothing is downloaded twice, nothing is used
/// that is not what it should be, and without a network the message says which file to put where.
package jotter.nn.data.files;
