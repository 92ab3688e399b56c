package dev.flsys.model;

/** The state of a listed model. */
public enum ModelState {
    /** The model is not in memory; the first request loads it. */
    AVAILABLE,
    /** The model is in memory. */
    LOADED,
    /** The current content of its file could not be loaded, or its file is certainly not a model. */
    UNAVAILABLE
}
