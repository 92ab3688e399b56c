package dev.flsys.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydraRunsTest {

    @TempDir
    Path folder;

    @Test
    void folders_of_hydra_are_known_by_the_folder_that_it_writes_into_each_run() throws Exception {
        FlowerProject project = new FlowerProject(folder);
        assertThat(HydraRuns.folders(project)).isEmpty();
        Files.createDirectories(folder.resolve("outputs/2026-01-02/10-20-30"));
        assertThat(HydraRuns.folders(project)).as("outputs of another program").isEmpty();
        Files.createDirectories(folder.resolve("outputs/2026-01-02/10-20-31/.hydra"));
        Files.createDirectories(folder.resolve("multirun/2026-01-02/10-20-31/0/.hydra"));
        assertThat(HydraRuns.folders(project))
                .containsExactly(
                        project.root().resolve("outputs"), project.root().resolve("multirun"));
    }
}
