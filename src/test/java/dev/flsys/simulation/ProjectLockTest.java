package dev.flsys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import dev.flsys.project.PrivateFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ProjectLockTest {

    @TempDir
    Path folder;

    @Test
    void a_lock_whose_file_was_removed_is_lost_and_only_one_service_gets_the_next() throws Exception {
        FlowerProject project = new FlowerProject(folder);
        ProjectLock first = new ProjectLock(project);
        ProjectLock second = new ProjectLock(project);
        assertThat(first.acquire()).isTrue();
        assertThat(second.acquire()).isFalse();
        assertThat(second.failure()).isEmpty();
        PrivateFiles.deleteTree(project.ownFolder());
        assertThat(first.isHeld()).isFalse();
        assertThat(second.acquire()).isTrue();
        assertThat(first.acquire()).isFalse();
        second.release();
        assertThat(first.acquire()).isTrue();
        first.release();
    }

    @Test
    void a_project_that_was_moved_away_gives_no_lock_and_the_reason() throws Exception {
        FlowerProject project = new FlowerProject(Files.createDirectory(folder.resolve("project")));
        ProjectLock lock = new ProjectLock(project);
        assertThat(lock.acquire()).isTrue();
        Files.move(project.root(), folder.resolve("moved"));
        assertThat(lock.isHeld()).isFalse();
        assertThat(lock.acquire()).isFalse();
        assertThat(lock.failure())
                .hasValueSatisfying(reason -> assertThat(reason).contains("not there any more"));
        assertThat(project.root()).doesNotExist();
    }
}
