package dev.flsys.simulation.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flsys.testsupport.ServiceJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));
    private static final String ONE = "0".repeat(31) + "1";
    private static final String TWO = "0".repeat(31) + "2";

    @TempDir
    Path run;

    private final ShareFiles files = new ShareFiles(ServiceJson.MAPPER);

    private Share add(String id, Instant created) throws IOException {
        Share share = Share.create(id, new ShareRequest(Duration.ofMinutes(1), "für Ada", true), created);
        files.add(run, share);
        return share;
    }

    @Test
    void links_are_found_in_the_order_of_their_creation_until_they_are_deleted() throws IOException {
        assertThat(files.all(run, NOW)).isEmpty();
        Share second = add(ONE, NOW.plusSeconds(1));
        Share first = add(TWO, NOW);
        assertThat(new ShareFiles(ServiceJson.MAPPER).all(run, NOW)).containsExactly(first, second);
        assertThat(files.find(run, ONE, NOW)).contains(second);
        assertThat(files.delete(run, ONE)).isTrue();
        assertThat(files.delete(run, ONE)).isFalse();
        assertThat(files.find(run, ONE, NOW)).isEmpty();
        assertThat(files.all(run, NOW)).containsExactly(first);
    }

    @Test
    void an_expired_link_stays_expired_when_the_clock_is_set_back() throws IOException {
        Share share = add(ONE, NOW);
        assertThat(files.find(run, ONE, share.expires().minusMillis(1))).isPresent();
        assertThat(files.find(run, ONE, share.expires())).isEmpty();
        assertThat(files.find(run, ONE, NOW)).isEmpty();
        add(TWO, NOW);
        assertThat(files.all(run, LATER)).isEmpty();
        assertThat(files.all(run, NOW)).isEmpty();
    }

    @Test
    void only_the_user_of_the_service_can_read_links() throws IOException {
        add(ONE, NOW);
        Path file = run.resolve("shares").resolve(ONE + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve("shares"))))
                .isEqualTo("rwx------");
    }

    @Test
    void a_damaged_link_and_one_with_the_name_of_another_open_nothing() throws IOException {
        add(ONE, NOW);
        Path folder = run.resolve("shares");
        Files.copy(folder.resolve(ONE + ".json"), folder.resolve(TWO + ".json"));
        Files.writeString(folder.resolve("f".repeat(32) + ".json"), "{\"id\":");
        Files.writeString(folder.resolve("notes.json"), "{}");
        assertThat(files.find(run, TWO, NOW)).isEmpty();
        assertThat(files.find(run, "f".repeat(32), NOW)).isEmpty();
        assertThat(files.all(run, NOW)).extracting(Share::id).containsExactly(ONE);
        assertThat(folder.resolve("notes.json")).exists();
    }

    @Test
    void no_id_is_a_path() throws IOException {
        Files.createDirectories(run.resolve("shares"));
        Files.writeString(run.resolve("other.json"), "{}");
        for (String id : new String[] {"../other", "..", "", "/etc/passwd", "a".repeat(10_000), ONE + "\u0000"}) {
            assertThat(files.find(run, id, NOW)).isEmpty();
            assertThat(files.delete(run, id)).isFalse();
        }
        assertThat(run.resolve("other.json")).exists();
    }

    @Test
    void a_deleted_run_does_not_come_back_with_a_link() {
        Share share = Share.create(ONE, ShareRequest.read(null), NOW);
        assertThatThrownBy(() -> files.add(run.resolve("gone"), share)).isInstanceOf(NoSuchFileException.class);
        assertThat(run.resolve("gone")).doesNotExist();
    }
}
