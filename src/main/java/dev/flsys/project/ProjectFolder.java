package dev.flsys.project;

import dev.flsys.settings.Setting;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a setting that names a folder of the project. */
public final class ProjectFolder {

    private ProjectFolder() {}

    /**
     * The folder that {@code setting} names, absolute. The folder may not exist yet, because trainings create it, and a
     * new clone of a project has had no training.
     *
     * @param example a folder for the remedy
     * @param missing the meaning of a missing folder, for the warning
     * @return empty if nothing is set, or if the setting cannot be such a folder, which is reported
     */
    public static Optional<Path> read(Setting setting, FlowerProject project, String example, String missing) {
        if (setting.text().isEmpty() || !project.isUsable()) {
            return Optional.empty();
        }
        Optional<Path> folder = setting.text().flatMap(project::resolve);
        if (folder.isEmpty()) {
            setting.reportWrong(
                    "It is outside the project, or is a broken link.", "a folder in the project, such as " + example);
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
            setting.reportWrong(
                    "There is no such folder in the project: " + existing.getFileName() + " is a file.",
                    "a folder in the project");
        } else if (Files.notExists(folder)) {
            setting.warn("There is no such folder in the project yet.", missing);
        } else if (!existing.equals(folder)) {
            setting.reportWrong("It cannot be read.", "give the user that runs FLSys access to it");
        }
    }
}
