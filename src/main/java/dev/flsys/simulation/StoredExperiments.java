package dev.flsys.simulation;

/** The experiments whose results need the records of their runs. No limit may delete these records. */
@FunctionalInterface
public interface StoredExperiments {

    /** Whether the project has an experiment of this id. Thread-safe. */
    boolean contains(String experiment);
}
