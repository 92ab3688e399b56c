package dev.flsys.model.catalog;

import dev.flsys.model.toml.OptionsTable;
import dev.flsys.model.toml.OptionsToml;
import dev.flsys.project.FileStamp;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.SettingsReport;
import dev.flsys.settings.SettingsReport.Wrong;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The options of each model. Those of the matching {@code [[model]]} tables of {@code flsys.toml} replace those of
 * {@code .env}. A later table has priority over an earlier one, key by key.
 *
 * <p>The file is read at the start, where its faults are reported like those of {@code .env}, and again by
 * {@link #refresh()} when it has changed. Faults of a later content are logged once, and the previous options stay in
 * use. Without the file all models have the options of {@code .env}. Thread-safe.
 */
@Singleton
public class ModelOptionsFile implements CheckedSettings {

    private static final Logger LOG = Logger.getLogger(ModelOptionsFile.class);

    /** Measured: the parser takes 5 KB for each byte of a file in which every line is wrong. */
    private static final int MAX_BYTES = 128 * 1024;

    /** The bound on the remembered options of one content. */
    private static final int MAX_REMEMBERED = 20_000;

    /** A younger content may be incomplete, so a fault in it is not reported yet. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    private final InstantSource clock;
    private final FlowerProject project;
    private final ModelOptions defaults;
    private final Path file;
    private volatile Content content;

    /**
     * One content of the file.
     *
     * @param seen the last stamp that was handled; the content of that stamp may have had faults
     * @param made the options that were made already
     * @param unmatched the tables that have matched no id yet
     */
    private record Content(
            Optional<FileStamp> seen,
            List<OptionsTable> tables,
            Map<ModelId, ModelOptions> made,
            Set<OptionsTable> unmatched) {

        static Content of(Optional<FileStamp> seen, List<OptionsTable> tables) {
            Set<OptionsTable> unmatched = ConcurrentHashMap.newKeySet();
            unmatched.addAll(tables);
            return new Content(seen, tables, new ConcurrentHashMap<>(), unmatched);
        }

        Content seen(Optional<FileStamp> stamp) {
            return new Content(stamp, tables, made, unmatched);
        }
    }

    /** @param report gets the faults of the present content */
    @Inject
    public ModelOptionsFile(FlowerProject project, ModelSettings settings, SettingsReport report) {
        this(project, settings, report, InstantSource.system());
    }

    ModelOptionsFile(FlowerProject project, ModelSettings settings, SettingsReport report, InstantSource clock) {
        this.clock = clock;
        this.project = project;
        this.defaults = settings.defaults();
        this.file = project.root().resolve(OptionsToml.NAME);
        Optional<FileStamp> stamp = FileStamp.read(file);
        OptionsToml read = project.isUsable() ? read(stamp) : new OptionsToml(List.of(), List.of());
        read.faults().forEach(report::add);
        this.content = Content.of(stamp, read.tables());
    }

    /** The options of the model {@code id} by the content that was read last. Reads no file. */
    public ModelOptions of(ModelId id) {
        Content now = content;
        if (now.tables().isEmpty()) {
            return defaults;
        }
        ModelOptions known = now.made().get(id);
        if (known != null) {
            return known;
        }
        ModelOptions options = defaults;
        for (OptionsTable table : now.tables()) {
            if (table.match().matches(id.value())) {
                options = options.with(table);
                now.unmatched().remove(table);
            }
        }
        if (now.made().size() < MAX_REMEMBERED) {
            now.made().put(id, options);
        }
        return options;
    }

    /** Whether the file has changed since it was read. Reads its stamp only. */
    public boolean hasChanged() {
        return !FileStamp.read(file).equals(content.seen());
    }

    /** Reads the file again if it has changed. */
    synchronized void refresh() {
        Optional<FileStamp> stamp = FileStamp.read(file);
        if (stamp.equals(content.seen())) {
            return;
        }
        OptionsToml read = read(stamp);
        boolean young = stamp.isPresent() && isYoung(stamp.get());
        if (read.faults().isEmpty()) {
            if (!read.tables().isEmpty() || !young) {
                LOG.infof("%s was %s", OptionsToml.NAME, stamp.isPresent() ? "read again" : "deleted");
                content = Content.of(stamp, read.tables());
            }
        } else if (!young) {
            content = content.seen(stamp);
            LOG.warnf(
                    "%s has faults. The options before still apply.%n  %s",
                    OptionsToml.NAME,
                    read.faults().stream().map(Wrong::inOneLine).collect(Collectors.joining("\n  ")));
        }
    }

    /** Logs one warning for each table that matches none of {@code ids}, which are all ids that were listed. */
    void warnUnmatched(Set<ModelId> ids) {
        Content now = content;
        if (ids.isEmpty() || now.unmatched().isEmpty()) {
            return;
        }
        for (OptionsTable table : now.tables()) {
            if (now.unmatched().remove(table)) {
                LOG.warnf(
                        "%s, line %d: match = \"%s\" matches no model so far. GET /api/models/ lists the ids.",
                        OptionsToml.NAME, table.line(), table.match());
            }
        }
    }

    private OptionsToml read(Optional<FileStamp> stamp) {
        if (stamp.isEmpty()) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    ? OptionsToml.unreadable("It is not a file.", "a file with [[model]] tables, or none")
                    : new OptionsToml(List.of(), List.of());
        }
        if (!project.contains(file)) {
            return OptionsToml.unreadable("It is a link that leads out of the project.", "a file in the project");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return OptionsToml.unreadable("It is larger than 128 KiB.", "patterns that match several models");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return OptionsToml.parse(
                    text, project, defaults.picture().mean(), defaults.picture().std());
        } catch (CharacterCodingException notText) {
            return OptionsToml.unreadable("It is not UTF-8.", "save it as UTF-8");
        } catch (IOException unreadable) {
            LOG.debugf(unreadable, "%s cannot be read", file);
            return OptionsToml.unreadable(
                    "It cannot be read.", "give the user that runs FLSys access to it, or delete it");
        }
    }

    private boolean isYoung(FileStamp stamp) {
        Duration age = Duration.between(stamp.modified(), clock.instant());
        return !age.isNegative() && age.compareTo(SETTLE) < 0;
    }
}
