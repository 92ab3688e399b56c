package dev.flsys.evaluation;

import java.nio.file.Path;

/**
 * A picture with its true label.
 *
 * @param path relative to the project, with forward slashes
 */
record LabelledPicture(Path file, String path, String label) {}
