package dev.flsys.model;

import java.util.Optional;

/**
 * The version of Pillow that the project uses for pictures. Predictions resize pictures as that version does.
 * Thread-safe.
 */
public interface ProjectPillow {

    /**
     * The version, such as {@code 12.3.0}; empty if it is unknown. Starts no Python. Reads files at most every few
     * seconds, so a newly installed version counts soon.
     */
    Optional<String> version();
}
