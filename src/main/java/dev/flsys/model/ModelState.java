package dev.flsys.model;

/** What became of a listed model. */
public enum ModelState {
    /** Not in memory; the first request loads it. */
    AVAILABLE,
    /** In memory. */
    LOADED,
    /** Its file, as it is, could not be loaded. */
    UNAVAILABLE
}
