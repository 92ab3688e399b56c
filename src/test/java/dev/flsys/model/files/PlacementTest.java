package dev.flsys.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {

    private static final int ROUNDS = 200;
    private static final int SERVICES = 4;

    @TempDir
    Path root;

    private Path target;
    private Path hidden;

    @BeforeEach
    void start() throws IOException {
        root = root.toRealPath();
        target = root.resolve("net.pth");
        hidden = Files.writeString(root.resolve(".hidden.pth"), "new");
    }

    private Placement placement() {
        FlowerProject project = new FlowerProject(root);
        return new Placement(project, new Trash(project));
    }

    @Test
    void a_new_file_has_its_name_and_no_other_one() throws IOException {
        placement().create(hidden, target);

        assertThat(target).hasContent("new");
        assertThat(hidden).doesNotExist();
    }

    @Test
    void a_taken_name_is_409_and_its_file_is_unchanged() throws IOException {
        Files.writeString(target, "old");

        assertThatThrownBy(() -> placement().create(hidden, target))
                .isInstanceOf(ModelFilesProblem.class)
                .hasMessage("There is a file net.pth already. Choose another name, or replace it with ?replace=true.");

        assertThat(target).hasContent("old");
        assertThat(hidden).exists();
    }

    @Test
    void links_and_folders_are_neither_followed_nor_replaced() throws IOException {
        Path outside = Files.writeString(Files.createTempFile("outside", ".pth"), "outside");
        Files.createSymbolicLink(target, outside);
        for (boolean replace : List.of(false, true)) {
            assertThatThrownBy(() -> place(replace))
                    .isInstanceOf(ModelFilesProblem.class)
                    .hasMessageContaining("is not replaced");
        }
        assertThat(outside).hasContent("outside");
        Files.delete(target);
        Files.createDirectory(target);
        assertThatThrownBy(() -> place(true)).isInstanceOf(ModelFilesProblem.class);
    }

    private void place(boolean replace) throws IOException {
        if (replace) {
            placement().replace(hidden, target);
        } else {
            placement().create(hidden, target);
        }
    }

    @Test
    void replacing_nothing_creates_the_file() throws IOException {
        assertThat(placement().replace(hidden, target)).isFalse();
        assertThat(target).hasContent("new");
    }

    @Test
    void of_several_services_exactly_one_creates_a_file() throws Exception {
        ExecutorService services = Executors.newFixedThreadPool(SERVICES);
        CyclicBarrier start = new CyclicBarrier(SERVICES);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Path name = root.resolve("net" + round + ".pth");
                List<Future<Boolean>> all = new ArrayList<>();
                for (int service = 0; service < SERVICES; service++) {
                    Path own = Files.writeString(root.resolve(".hidden" + service), "service " + service);
                    all.add(services.submit(() -> {
                        start.await();
                        try {
                            placement().create(own, name);
                            return true;
                        } catch (ModelFilesProblem taken) {
                            return false;
                        }
                    }));
                }
                int created = 0;
                for (int service = 0; service < SERVICES; service++) {
                    if (all.get(service).get(1, TimeUnit.MINUTES)) {
                        created++;
                        assertThat(name).hasContent("service " + service);
                    }
                }
                assertThat(created).isEqualTo(1);
            }
        } finally {
            services.shutdownNow();
        }
    }
}
