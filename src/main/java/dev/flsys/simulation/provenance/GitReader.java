package dev.flsys.simulation.provenance;

import dev.flsys.process.BoundedRun;
import dev.flsys.process.Launch;
import dev.flsys.process.Programs;
import dev.flsys.project.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks git for the state of a folder, without the files of FLSys. Programs that the repository's settings name are not
 * run.
 */
final class GitReader {

    /** Longest difference that is kept, in characters. */
    static final int MAX_CHANGES = 1 << 20;

    private static final String GIT = "git";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_STATUS = 1 << 16;
    /** The bytes of output that are read: enough to see that a difference is longer than {@link #MAX_CHANGES}. */
    private static final int MAX_OUTPUT = 4 * MAX_CHANGES + 1;
    /** All files of the project except the files of FLSys. */
    private static final List<String> PROJECT = List.of("--", ".", ":(exclude).flsys", ":(exclude).venv");

    private static final Map<String, String> ENVIRONMENT =
            Map.of("GIT_OPTIONAL_LOCKS", "0", "GIT_TERMINAL_PROMPT", "0", "LC_ALL", "C");

    private final Path root;
    private final Deadline deadline;

    private boolean late;

    GitReader(Path root, Deadline deadline) {
        this.root = root;
        this.deadline = deadline;
    }

    /**
     * The state and the difference to the commit, in the form of {@code git diff}.
     *
     * @param changes cut at {@link #MAX_CHANGES}; empty if no file of the commit has changed
     */
    record Answer(GitState state, String changes) {}

    /** Whether git did not answer in time, so that its state is unknown. */
    boolean isLate() {
        return late;
    }

    /** The state; empty outside a repository, before the first commit, without git, or if git was late. */
    Optional<Answer> read() throws InterruptedException {
        if (Programs.find(GIT, root).isEmpty()) {
            return Optional.empty();
        }
        String commit = line(List.of("rev-parse", "--verify", "--quiet", "HEAD^{commit}"));
        if (commit == null) {
            return Optional.empty();
        }
        String branch = line(List.of("symbolic-ref", "--quiet", "--short", "HEAD"));
        boolean dirty = !output(with(List.of("status", "--porcelain"), PROJECT), MAX_STATUS)
                .orElse("")
                .isEmpty();
        String diff = output(
                        with(
                                List.of("diff", "HEAD", "--relative", "--no-color", "--no-ext-diff", "--no-textconv"),
                                PROJECT),
                        MAX_OUTPUT)
                .orElse("");
        if (late) {
            return Optional.empty();
        }
        boolean cut = diff.length() > MAX_CHANGES;
        String changes = cut ? diff.substring(0, MAX_CHANGES) : diff;
        return Optional.of(new Answer(
                new GitState(commit, branch, dirty, changes.isEmpty() ? null : hash(changes), cut), changes));
    }

    private @Nullable String line(List<String> arguments) throws InterruptedException {
        return output(arguments, MAX_STATUS)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }

    private Optional<String> output(List<String> arguments, int max) throws InterruptedException {
        Duration left = deadline.remaining(LIMIT);
        if (late || left.isZero()) {
            late = true;
            return Optional.empty();
        }
        List<String> command = with(List.of(GIT, "-c", "core.fsmonitor=false", "-c", "core.pager=cat"), arguments);
        try {
            BoundedRun run = BoundedRun.runOutputOnly(Launch.of(command, root, ENVIRONMENT), left, max);
            late |= run.timedOut();
            return run.success() ? Optional.of(run.output()) : Optional.empty();
        } catch (IOException unusable) {
            return Optional.empty();
        }
    }

    private static List<String> with(List<String> first, List<String> more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(more);
        return all;
    }

    private static String hash(String text) {
        MessageDigest digest = Sha256.begin();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return Sha256.end(digest);
    }
}
