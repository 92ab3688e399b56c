package dev.flsys.model.catalog;

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
    void runs_of_hydra_are_known_by_the_folder_that_it_writes_into_each() throws Exception {
        FlowerProject project = new FlowerProject(folder);
        assertThat(HydraRuns.listRunFolders(project, 100)).isEmpty();
        Files.createDirectories(folder.resolve("outputs/2026-01-02/10-20-30"));
        assertThat(HydraRuns.listRunFolders(project, 100))
                .as("outputs of another program")
                .isEmpty();
        Files.createDirectories(folder.resolve("outputs/2026-01-02/10-20-31/.hydra"));
        Files.createDirectories(folder.resolve("outputs/2026-01-03/10-20-31/.hydra"));
        Files.createDirectories(folder.resolve("multirun/2026-01-02/10-20-31/0/.hydra"));
        assertThat(HydraRuns.listRunFolders(project, 100))
                .extracting(run -> project.displayPath(run))
                .containsExactly(
                        "outputs/2026-01-03/10-20-31", "outputs/2026-01-02/10-20-31", "multirun/2026-01-02/10-20-31/0");
        assertThat(HydraRuns.listRunFolders(project, 6))
                .extracting(run -> project.displayPath(run))
                .containsExactly("outputs/2026-01-03/10-20-31");
    }
}
