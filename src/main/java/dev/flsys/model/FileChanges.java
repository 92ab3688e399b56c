package dev.flsys.model;

/** What clients may do with the model files of the project. Does not block. */
@FunctionalInterface
public interface FileChanges {

    /** The present rules. */
    FileRules rules();
}
