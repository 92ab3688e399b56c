package dev.flsys.simulation;

/** The experiments whose results need the records of their runs, so that no limit may delete these. */
@FunctionalInterface
public interface StoredExperiments {

    /** Whether the project has an experiment of this id. Safe for use by several threads. */
    boolean contains(String experiment);
}
