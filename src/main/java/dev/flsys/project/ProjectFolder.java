package dev.flsys.project;

import dev.flsys.settings.Setting;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A setting that names a folder of the project. */
public final class ProjectFolder {

    private ProjectFolder() {}

    /**
     * The folder that {@code setting} names, absolute. It may not exist yet: a clone of a project that never trained
     * has none of the folders that a training writes.
     *
     * @param example a folder to name in the remedy
     * @param missing what a missing folder means, for the warning
     * @return empty, and reported, if nothing in the project can be that folder; empty as well if nothing is written
     */
    public static Optional<Path> read(Setting setting, FlowerProject project, String example, String missing) {
        if (setting.text().isEmpty() || !project.isUsable()) {
            return Optional.empty();
        }
        Optional<Path> folder = setting.text().flatMap(project::resolve);
        if (folder.isEmpty()) {
            setting.wrong(
                    "It leads out of the project, or is a link to nowhere.",
                    "a folder in the project, such as " + example);
        }
        folder.ifPresent(path -> check(path, setting, missing));
        return folder;
    }

    private static void check(Path folder, Setting setting, String missing) {
        Path existing = folder;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            setting.wrong(
                    "There is no such folder in the project: " + existing.getFileName() + " is a file.",
                    "a folder in the project");
        } else if (Files.notExists(folder)) {
            setting.warn("There is no such folder in the project yet.", missing);
        } else if (!existing.equals(folder)) {
            setting.wrong("It cannot be read.", "give the user that runs FLSys access to it");
        }
    }
}
