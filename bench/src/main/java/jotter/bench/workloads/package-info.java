/// The workloads, a class for each group. They are written as a user of the library writes them.
package jotter.bench.workloads;
