package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.Png;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ZIP files of pictures that are uploaded to a full disk, and during a kill. */
class PictureUploadFaultsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final byte[] PICTURE = Png.file(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB));
    private static final int MEGABYTE = 1 << 20;

    /** Uploads leave 256 MiB of a disk free. */
    private static final int DISK_MEGABYTES = 340;

    @TempDir
    Path directory;

    @TempDir
    Path folder;

    private Path evaluations;

    @BeforeEach
    void makeProject() throws IOException {
        SmallProject.writeSettings(directory, SmallProject.copyTo(folder));
        Files.write(folder.resolve("weights/good.onnx"), HostileOnnx.good());
        evaluations = folder.resolve(".flsys/evaluations");
    }

    /** Pictures of one label, and bytes after the last one, which no picture needs. */
    private static byte[] zip(int pictures, int megabytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] noise = new byte[MEGABYTE];
        new Random(1).nextBytes(noise);
        try (ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (int i = 0; i < pictures + megabytes; i++) {
                out.putNextEntry(new ZipEntry("狗/" + i + ".png"));
                out.write(PICTURE);
                if (i >= pictures) {
                    out.write(noise);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] head(long length) {
        return RawConnection.bytes("POST /api/evaluations/?models=good HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/zip\r\nContent-Length: " + length + "\r\n\r\n");
    }

    private static RawConnection.Answer upload(int port, byte[] zip) throws IOException {
        try (RawConnection connection = new RawConnection(port)) {
            connection.send(head(zip.length));
            connection.send(zip);
            return connection.answer();
        }
    }

    /** The names in {@code .flsys/evaluations}. */
    private List<String> names() {
        try (Stream<Path> files = Files.list(evaluations)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean hasUnpacked() {
        try (Stream<Path> files = Files.walk(evaluations)) {
            return files.anyMatch(file -> file.toString().endsWith(".png"));
        } catch (IOException | UncheckedIOException none) {
            return false;
        }
    }

    private static int listed(int port) throws IOException {
        RawConnection.Answer answer = RawConnection.ask(port, RawConnection.get("/api/evaluations/"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return ServiceJson.MAPPER.readTree(answer.body()).path("evaluations").size();
    }

    @Test
    void a_kill_while_a_file_is_received_or_unpacked_leaves_nothing_after_the_next_start() throws Exception {
        byte[] many = zip(FaultScale.of(12_000, 30_000), 0);
        for (boolean received : new boolean[] {false, true}) {
            try (PackagedService service = PackagedService.start(directory);
                    RawConnection connection = new RawConnection(service.port())) {
                connection.send(head(many.length));
                connection.send(received ? many : Arrays.copyOf(many, many.length / 2));
                await().atMost(TIMEOUT)
                        .until(() -> received ? hasUnpacked() : Files.isDirectory(evaluations) && !names().isEmpty());
                service.kill();
            }
            assertThat(names()).isNotEmpty();
            try (PackagedService service = PackagedService.start(directory)) {
                assertThat(listed(service.port())).isZero();
                await().atMost(TIMEOUT).untilAsserted(() -> assertThat(names()).isEmpty());
            }
        }
    }

    @Test
    void a_full_disk_is_named_and_leaves_nothing() throws Exception {
        assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
        Path own = Files.createDirectories(folder.resolve(".flsys"));
        try (SmallDisk disk = SmallDisk.at(own, DISK_MEGABYTES);
                PackagedService service = PackagedService.start(directory)) {
            int port = service.port();
            byte[] small = zip(3, 0);
            assertFull(upload(port, zip(3, 90)));
            // It fits as a file, and not once more unpacked.
            assertFull(upload(port, zip(3, 50)));
            try (RawConnection connection = new RawConnection(port)) {
                byte[] medium = zip(3, 30);
                connection.send(head(medium.length));
                connection.send(Arrays.copyOf(medium, medium.length / 2));
                await().atMost(TIMEOUT).until(() -> !names().isEmpty());
                disk.fill();
                connection.send(Arrays.copyOfRange(medium, medium.length / 2, medium.length));
                assertFull(connection.answer());
            }
            assertFull(upload(port, small));
            assertThat(listed(port)).isZero();
            disk.empty();
            RawConnection.Answer accepted = upload(port, small);
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
            assertThat(service.log()).doesNotContain(" ERROR ");
            FaultReport.row(
                    10,
                    "ZIP files of pictures on a full disk",
                    "507, nothing left, recovers by itself",
                    "4 uploads refused, the next one accepted");
        }
    }

    private void assertFull(RawConnection.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(507);
        assertThat(answer.body()).contains("too little space");
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(names()).isEmpty());
    }
}
