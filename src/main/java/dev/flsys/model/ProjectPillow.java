package dev.flsys.model;

import java.util.Optional;

/**
 * The version of Pillow with which the project prepares pictures. Predictions resize pictures as that version does.
 * Safe for use by several threads.
 */
public interface ProjectPillow {

    /**
     * The version, such as {@code 12.3.0}; empty where nothing of the project names one. Starts no Python. Reads files
     * at most every few seconds, so a version that was installed meanwhile counts soon.
     */
    Optional<String> version();
}
