package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.testsupport.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Paths out of the project in every place of a request that could become a file. Outside of the project are canaries:
 * files whose text no answer may contain and whose time of access must not change, and FIFOs, at which an open waits
 * for ever.
 */
@ExtendWith(SharedService.Starter.class)
class PathFaultsIT {

    private static final String SECRET = "CANARY-7f3a-of-the-suite";
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));
    private static final List<String> KINDS = List.of("txt", "onnx", "pth", "pt", "png", "json");

    private final List<String> failures = new ArrayList<>();
    private int asked;

    private static List<Path> canaries(Path area) throws IOException, InterruptedException {
        List<Path> all = new ArrayList<>();
        for (String kind : KINDS) {
            Path canary = area.resolve("canary." + kind);
            Files.writeString(canary, SECRET);
            // The newer time of change lets Linux store the next access (relatime).
            Files.getFileAttributeView(canary, BasicFileAttributeView.class)
                    .setTimes(FileTime.from(Instant.now()), LONG_AGO, null);
            all.add(canary);
            Path fifo = area.resolve("fifo." + kind);
            Process made =
                    new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start();
            assertThat(made.waitFor(20, TimeUnit.SECONDS) && made.exitValue() == 0)
                    .isTrue();
        }
        return all;
    }

    /** Links in the project that lead out of it, where the service searches for models, pictures and simulations. */
    private static void links(Path project, Path area) throws IOException {
        for (String folder : List.of("", "weights", "pictures", "images", "test_images", ".flsys/simulations")) {
            Files.createDirectories(project.resolve(folder));
            for (String kind : KINDS) {
                Files.createSymbolicLink(
                        project.resolve(folder).resolve("link." + kind), area.resolve("canary." + kind));
                Files.createSymbolicLink(project.resolve(folder).resolve("pipe." + kind), area.resolve("fifo." + kind));
            }
            Files.createSymbolicLink(project.resolve(folder).resolve("out"), area);
        }
    }

    /** Spellings of paths that lead out of a folder, before they are written into an address or into JSON. */
    private static Set<String> paths(Path area) {
        Set<String> all = new LinkedHashSet<>();
        List<String> files = FaultScale.isFull()
                ? List.of("canary.txt", "canary.onnx", "canary.png", "canary.json", "fifo.onnx", "fifo.pth", "fifo.png")
                : List.of("canary.onnx", "fifo.pth");
        for (String file : files) {
            for (int up = 1; up <= FaultScale.of(4, 8); up++) {
                all.add("../".repeat(up) + file);
            }
            String relative = "../../" + file;
            all.addAll(List.of(
                    area.resolve(file).toString(),
                    "file://" + area.resolve(file),
                    "/" + area.resolve(file),
                    relative.replace("/", "\\"),
                    relative.replace("../", "..\\/"),
                    relative.replace("../", "....//"),
                    relative.replace("../", "..;/"),
                    relative.replace("../", ".\\./"),
                    relative.replace("..", "\uff0e\uff0e"),
                    relative.replace("..", "\u2025"),
                    relative.replace("/", "\u2215"),
                    relative.replace("/", "\uff0f"),
                    relative + "\0",
                    relative + "\0.onnx",
                    "\0" + relative,
                    relative + " ",
                    relative + ".",
                    relative + "/",
                    relative + "::$DATA",
                    "./weights/../../" + file,
                    "weights/../../" + file,
                    "a/../".repeat(1_000) + relative,
                    "../".repeat(2_000) + area.resolve(file),
                    "a".repeat(5_000) + "/../" + relative,
                    "~/" + relative,
                    "C:\\" + file,
                    "\\\\127.0.0.1\\" + file,
                    "http://127.0.0.1/" + file,
                    "out/" + file,
                    "weights/out/" + file,
                    file.replace("canary", "link").replace("fifo", "pipe"),
                    "weights/" + file.replace("canary", "link").replace("fifo", "pipe"),
                    "pictures/" + file.replace("canary", "link").replace("fifo", "pipe"),
                    "link",
                    "pipe",
                    "out",
                    ".flsys/simulations/out/" + file,
                    "/proc/self/environ",
                    "/proc/self/fd/0",
                    "/dev/stdin",
                    "/etc/passwd",
                    ".env",
                    "../work/.env"));
        }
        return all;
    }

    /** A path as part of an address, in three spellings: unchanged, with its separators encoded, and encoded twice. */
    private static List<String> encoded(String path) {
        StringBuilder once = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            boolean letter = Character.isLetterOrDigit(each) && each > 0;
            String hex = String.format(Locale.ROOT, "%%%02x", each);
            once.append(letter ? String.valueOf((char) each) : hex);
            plain.append(
                    letter || (each > ' ' && each < 127 && "%?#".indexOf(each) < 0)
                            ? String.valueOf((char) each)
                            : hex);
        }
        return List.of(
                plain.toString(),
                once.toString(),
                once.toString().replace("%", "%25"),
                plain.toString().replace("../", "%c0%ae%c0%ae%c0%af"));
    }

    private void send(SharedService service, String head, String body) throws IOException {
        String request = body.isEmpty()
                ? head + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                : head + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
        RawConnection.Answer answer = service.ask(request, body);
        asked++;
        // 501 is the answer to a history that is not configured, also for the links that the list of models has.
        boolean refused = (answer.status() >= 400 && answer.status() < 500) || answer.status() == 501;
        if (!refused || answer.body().contains(SECRET)) {
            failures.add(head + " " + body + " -> " + answer);
        }
    }

    @Test
    void no_request_opens_a_file_outside_of_the_project(SharedService service) throws Exception {
        Path area = service.area();
        List<Path> canaries = canaries(area);
        links(area.resolve("project"), area);
        for (String path : paths(area)) {
            for (String part : encoded(path)) {
                String address = part.startsWith("/") ? part.substring(1) : part;
                for (String before : List.of("/api/pictures/", "/console/static/", "/api/simulations/", "/")) {
                    send(service, "GET " + before + address, "");
                }
                if (FaultScale.isFull()) {
                    send(service, "GET /q/swagger-ui/" + address, "");
                    send(service, "GET /console/" + address, "");
                }
                send(service, "GET /api/models/" + address + "/training_history/", "");
                send(service, "GET /api/simulations/" + address + "/log", "");
                send(service, "POST /api/simulations/" + address + "/stop", "");
            }
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            send(service, "POST /update_model", body.put("model_path", path).toString());
            body.removeAll();
            body.put("model_id", path).put("image_data", "data:image/png;base64,iVBORw0KGgo=");
            send(service, "POST /api/predict/", body.toString());
            send(service, "POST /api/predict/preview/", body.toString());
            send(service, "POST /api/explain/", body.toString());
            send(service, "POST /api/predict/", body.put("image_data", path).toString());
            assertResumesNothing(service, path);
        }
        boolean watched = readIsSeen(area);
        for (Path canary : canaries) {
            if (!accessed(canary).equals(LONG_AGO)) {
                failures.add(canary + " was read");
            }
        }
        FaultReport.row(
                6,
                "paths out of the project",
                "4xx; no canary is opened or shown",
                asked + " requests, " + failures.size() + " failures"
                        + (watched ? "" : "; times of access are not kept here"));
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
        // An open of a FIFO would hang in a thread.
        RawConnection.Answer ready = RawConnection.ask(service.port(), RawConnection.get("/q/health/ready"));
        assertThat(ready.status()).as(ready.body()).isEqualTo(200);
        service.assertServes();
        assertThat(service.log()).doesNotContain(SECRET);
    }

    private void assertResumesNothing(SharedService service, String path) throws IOException {
        ObjectNode frame = JsonNodeFactory.instance
                .objectNode()
                .put("event", "resume_simulation")
                .put("id", 1);
        frame.putObject("data").put("simulation_id", path);
        try (RawWebSocket socket = new RawWebSocket(service.port(), "/ws", "")) {
            assertThat(socket.message()).contains("connected");
            byte[] bytes = frame.toString().getBytes(StandardCharsets.UTF_8);
            socket.send(RawWebSocket.frame(true, 0, RawWebSocket.TEXT, bytes));
            String answer = socket.message();
            asked++;
            if (!answer.contains("\"error\"") || answer.contains(SECRET)) {
                failures.add("resume " + path + " -> " + answer);
            }
        }
    }

    private static FileTime accessed(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).lastAccessTime();
    }

    /** Whether this file system shows that a file was read. */
    private static boolean readIsSeen(Path area) throws IOException {
        Path own = area.resolve("own.txt");
        Files.writeString(own, SECRET);
        Files.getFileAttributeView(own, BasicFileAttributeView.class)
                .setTimes(FileTime.from(Instant.now()), LONG_AGO, null);
        Files.readString(own);
        return !accessed(own).equals(LONG_AGO);
    }
}
