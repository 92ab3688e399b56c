package dev.flsys.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.project.FlowerProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCacheTest {

    @TempDir
    Path root;

    private ExportCache cache;

    @BeforeEach
    void open() {
        cache = cache(new ExportCacheLimit(3, 1L << 30));
    }

    private ExportCache cache(ExportCacheLimit limit) {
        return new ExportCache(new FlowerProject(root), limit, new FileHashes());
    }

    private static ExportKey key(int number) {
        return new ExportKey(String.format("%032x", number), Map.of());
    }

    private static Path make(ExportCache cache, String content) throws IOException {
        return make(cache, content, "");
    }

    private static Path make(ExportCache cache, String content, String members) throws IOException {
        Path entry = Files.createDirectory(cache.newWorkFolder().path().resolve("entry"));
        Path model = Files.writeString(entry.resolve("model.pt"), content);
        Files.writeString(
                entry.resolve("export.json"),
                "{" + members
                        + "\"class_name\":\"Net\",\"no_onnx\":\"because\",\"outputs\":2,\"made_by\":\"a test\",\"answers\":["
                        + "[0.5,null],".repeat(ExportProbe.PICTURES - 1) + "[2,3]],\"files\":{\"model.pt\":\""
                        + FileHashes.sha256(model) + "\"}}");
        return entry;
    }

    private Path folder(ExportKey key) {
        return root.resolve(".flsys/cache").resolve(key.value());
    }

    @Test
    void a_published_entry_is_found() throws IOException {
        CachedExport published = cache.publish(make(cache, "weights"), key(1));
        assertThat(cache.find(key(1))).contains(published);
        assertThat(published.folder()).isEqualTo(root.toRealPath().resolve(".flsys/cache/" + key(1).value()));
        assertThat(published.onnx()).isEmpty();
        assertThat(published.answers().get(0)).containsExactly(0.5f, Float.NaN);
        assertThat(published.noOnnx()).contains("because");
        assertThat(cache.find(key(2))).isEmpty();
    }

    @Test
    void the_newest_entry_that_reports_a_pillow_counts() throws IOException {
        cache.publish(make(cache, "old", "\"pillow\":\"9.4.0\","), key(1));
        cache.publish(make(cache, "newer", "\"pillow\":\"12.3.0\","), key(2));
        cache.publish(make(cache, "of an earlier version"), key(3));
        cache.publish(make(cache, "of a project without Pillow", "\"pillow\":null,"), key(4));
        for (int number = 1; number <= 4; number++) {
            Files.setLastModifiedTime(
                    folder(key(number)).resolve("export.json"), FileTime.from(Instant.ofEpochSecond(number)));
        }

        ExportCache another = cache(new ExportCacheLimit(100, 1L << 30));
        assertThat(another.reportedPillow()).contains("12.3.0");
        another.publish(make(another, "newest", "\"pillow\":\"13.0.0\","), key(5));
        assertThat(another.reportedPillow()).contains("13.0.0");
        assertThat(another.find(key(1)).flatMap(CachedExport::pillow)).contains("9.4.0");
        assertThat(another.find(key(3)).flatMap(CachedExport::pillow)).isEmpty();
    }

    @Test
    void a_cache_without_entries_reports_no_pillow() {
        assertThat(cache.reportedPillow()).isEmpty();
    }

    @Test
    void an_entry_that_another_service_published_first_stays() throws IOException {
        cache.publish(make(cache, "first"), key(1));
        CachedExport second = cache.publish(make(cache, "second"), key(1));
        assertThat(second.torchScript()).hasContent("first");
    }

    @Test
    void a_damaged_entry_is_not_found_and_gives_way() throws IOException {
        cache.publish(make(cache, "first"), key(1));
        Files.writeString(folder(key(1)).resolve("model.pt"), "cut");
        assertThat(cache.find(key(1))).isEmpty();
        Files.delete(folder(key(1)).resolve("model.pt"));
        assertThat(cache.find(key(1))).isEmpty();
        Files.writeString(folder(key(1)).resolve("export.json"), "{");
        assertThat(cache.find(key(1))).isEmpty();

        assertThat(cache.publish(make(cache, "second"), key(1)).torchScript()).hasContent("second");
    }

    @Test
    void a_project_that_cannot_be_written_gets_a_temporary_cache() throws IOException {
        // A file instead of the folder fails for every user, also for root.
        Files.writeString(root.resolve(".flsys"), "");
        Path entry = make(cache, "weights");
        Path temporary = entry.resolve("../..").normalize();
        try {
            CachedExport published = cache.publish(entry, key(1));
            assertThat(published.folder().startsWith(root.toRealPath())).isFalse();
            assertThat(cache.find(key(1))).contains(published);
        } finally {
            ExportCacheLimit.remove(temporary);
        }
    }

    @Test
    void the_oldest_surplus_entries_are_removed_unless_they_are_used_or_young() throws IOException {
        ExportCache earlier = cache(new ExportCacheLimit(100, 1L << 30));
        Instant now = Instant.now();
        for (int number = 1; number <= 6; number++) {
            earlier.publish(make(earlier, "weights"), key(number));
            boolean young = number == 6;
            Duration age = young ? Duration.ofHours(1) : Duration.ofDays(30 - number);
            Files.setLastModifiedTime(folder(key(number)), FileTime.from(now.minus(age)));
        }
        Path halfMade = Files.createDirectory(root.resolve(".flsys/cache/.making-1"));
        Files.setLastModifiedTime(halfMade, FileTime.from(now.minus(Duration.ofDays(2))));
        Path notOurs = Files.createDirectory(root.resolve(".flsys/cache/notes"));

        assertThat(cache.find(key(1))).isPresent();
        cache.publish(make(cache, "weights"), key(7));

        try (Stream<Path> left = Files.list(root.resolve(".flsys/cache"))) {
            assertThat(left.filter(path -> !path.getFileName().toString().startsWith(".making")))
                    .containsExactlyInAnyOrder(folder(key(1)), folder(key(6)), folder(key(7)), notOurs);
        }
        assertThat(halfMade).doesNotExist();
    }

    @Test
    void a_work_folder_whose_service_has_ended_is_removed_and_no_other() throws IOException {
        ExportCache cache = cache(ExportCacheLimit.DEFAULT);
        Path empty = Files.createDirectories(root.resolve(".flsys/cache/.making-1"));
        Path halfRemoved = Files.createDirectories(root.resolve(".flsys/cache/.making-3"));
        Files.writeString(halfRemoved.resolve("flsys_shapes.py"), "");
        Path abandoned = Files.createDirectories(root.resolve(".flsys/cache/.making-2"));
        Files.writeString(abandoned.resolve("lock"), "");
        Files.writeString(abandoned.resolve("export.json"), "{");
        Path closed;
        try (WorkFolder own = cache.newWorkFolder()) {
            cache.clean();
            assertThat(abandoned).doesNotExist();
            assertThat(empty).doesNotExist();
            assertThat(halfRemoved).doesNotExist();
            closed = own.path();
            assertThat(closed).exists();
        }
        assertThat(closed).doesNotExist();
    }
}
