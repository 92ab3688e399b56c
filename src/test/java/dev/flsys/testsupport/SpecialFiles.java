package dev.flsys.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** Makes files that are neither regular files nor folders, on Linux and macOS. */
public final class SpecialFiles {

    private SpecialFiles() {}

    public static Path fifo(Path path) throws IOException {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
        return path;
    }

    /** A socket to which nobody listens. */
    public static Path socket(Path path) throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path));
        }
        return path;
    }
}
