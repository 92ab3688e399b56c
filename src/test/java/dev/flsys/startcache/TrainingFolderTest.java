package dev.flsys.startcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingFolderTest {

    @Test
    void the_service_gets_a_secret_key_in_place_of_the_example_s(@TempDir Path project) throws Exception {
        try (TrainingFolder folder = TrainingFolder.of(project, Path.of(".env.example"))) {
            assertThat(folder.path().resolve(".env")).hasSameTextualContentAs(Path.of(".env.example"));
            assertThat(folder.properties())
                    .anySatisfy(property -> assertThat(property).matches("-DFLASK_SECRET_KEY=.{36}"));
            assertThat(Files.isDirectory(folder.project())).isTrue();
        }
    }
}
