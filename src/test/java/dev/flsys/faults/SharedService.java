package dev.flsys.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flsys.testsupport.Load;
import dev.flsys.testsupport.PackagedService;
import dev.flsys.testsupport.RawConnection;
import dev.flsys.testsupport.SmallProject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One packaged service for all classes of the suite that send hostile requests and leave it as it was. It is started
 * for the first test that has a parameter of this type, and stopped after the last test. The project is a folder in
 * {@link #area()}, so that there is something outside of it.
 */
final class SharedService implements AutoCloseable {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+([0-9]+) kB");
    private static final String ERROR = " ERROR ";

    private final Path directory;
    private final PackagedService service;
    private final int port;

    private SharedService() {
        try {
            directory = Files.createTempDirectory("flsys-faults").toRealPath();
            Path project = Files.createDirectories(area().resolve("project"));
            SmallProject.copyTo(project);
            SmallProject.writeSettings(directory.resolve("work"), project);
            service = PackagedService.start(directory.resolve("work"), 0, Map.of(), List.of("-Xmx512m"));
            port = service.port();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Gives the service to tests. */
    static final class Starter implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SharedService.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(SharedService.class))
                    .computeIfAbsent(SharedService.class, key -> new SharedService(), SharedService.class);
        }
    }

    int port() {
        return port;
    }

    /** The folder that contains the folder {@code project} of the Flower project. */
    Path area() {
        return directory.resolve("area");
    }

    /** The resident memory of the process in MiB. */
    int residentMegabytes() throws IOException {
        Matcher resident = RESIDENT.matcher(
                Files.readString(Path.of("/proc/" + service.pid() + "/status"), StandardCharsets.US_ASCII));
        assertThat(resident.find()).isTrue();
        return Integer.parseInt(resident.group(1)) / 1024;
    }

    /** The lines of the log with the level ERROR. */
    List<String> errors() {
        return service.log().lines().filter(line -> line.contains(ERROR)).toList();
    }

    String log() {
        return service.log();
    }

    /** Sends a request on a new connection. */
    RawConnection.Answer ask(String head, String body) throws IOException {
        return RawConnection.ask(port, (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    /** Fails unless the service is live, and predicts on a new connection. */
    void assertServes() throws IOException {
        assertThat(RawConnection.ask(port, RawConnection.get("/q/health/live")).status())
                .isEqualTo(200);
        assertThat(RawConnection.ask(port, Load.REQUEST).status()).isEqualTo(200);
    }

    @Override
    public void close() throws Exception {
        try {
            service.close();
        } finally {
            // Contained folders come after their parents, so they are deleted first.
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
