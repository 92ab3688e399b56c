package dev.flsys.model;

/** The rules for clients that change the model files of the project. Does not block. */
@FunctionalInterface
public interface FileChanges {

    /** The present rules. */
    FileRules rules();
}
