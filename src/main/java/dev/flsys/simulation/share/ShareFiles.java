package dev.flsys.simulation.share;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.project.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The links of runs: {@code shares/<id>.json} in the folder of each run, one file for each link. So services that share
 * the project add and delete links without overwriting the links of other services. Links that have expired are deleted
 * when they are read. Safe for use by several threads and services.
 */
public final class ShareFiles {

    private static final Logger LOG = Logger.getLogger(ShareFiles.class);
    private static final String FOLDER = "shares";
    private static final String SUFFIX = ".json";

    private final ObjectMapper json;

    public ShareFiles(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Stores a new link.
     *
     * @param run folder of the run
     * @throws NoSuchFileException if the run has no folder any more
     */
    public void add(Path run, Share share) throws IOException {
        Path folder = run.resolve(FOLDER);
        try {
            // Missing parent folders are not created, because a deleted run must not appear again.
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException known) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw known;
            }
        }
        PrivateFiles.restrict(folder);
        PrivateFiles.replace(file(run, share.id()), json.writeValueAsBytes(share));
    }

    /** The link {@code id} of a run; empty if there is none, or it has expired. */
    public Optional<Share> find(Path run, String id, Instant now) throws IOException {
        return Share.isId(id) ? read(file(run, id), id, now) : Optional.empty();
    }

    /** The links of a run that have not expired, the latest last. */
    public List<Share> all(Path run, Instant now) throws IOException {
        List<Share> shares = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run.resolve(FOLDER), "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - SUFFIX.length());
                if (Share.isId(id)) {
                    read(file, id, now).ifPresent(shares::add);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        shares.sort(Comparator.comparing(Share::created).thenComparing(Share::id));
        return shares;
    }

    /**
     * Deletes a link.
     *
     * @return whether there was one
     */
    public boolean delete(Path run, String id) throws IOException {
        return Share.isId(id) && Files.deleteIfExists(file(run, id));
    }

    private Optional<Share> read(Path file, String id, Instant now) throws IOException {
        Share share;
        try {
            share = json.readValue(Files.readAllBytes(file), Share.class);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return Optional.empty();
        } catch (JsonProcessingException damaged) {
            share = null;
        }
        if (share == null || !share.id().equals(id) || share.isExpired(now)) {
            deleteUseless(file);
            return Optional.empty();
        }
        return Optional.of(share);
    }

    /** Deletes a link that has expired or was damaged. It is not valid in either case. */
    private static void deleteUseless(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException readOnly) {
            LOG.debugf(readOnly, "An expired link cannot be deleted");
        }
    }

    private static Path file(Path run, String id) {
        return run.resolve(FOLDER).resolve(id + SUFFIX);
    }
}
