/// Pictures of values that are not Jotter's own: images, charts, tables, collections.
///
/// Those of XChart and Tablesaw are left out where the library is not on the class path.
package jotter.kernel.render;
