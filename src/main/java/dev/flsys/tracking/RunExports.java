package dev.flsys.tracking;

import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.SimulationRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All runs of one tool, polled on one thread, once in a unit of time. {@link Retries} decides when a failed run is sent
 * again. At most {@value #MAX} runs are polled. Any thread may add one.
 */
final class RunExports implements AutoCloseable {

    static final int MAX = 1_000;

    private static final Logger LOG = Logger.getLogger(RunExports.class);
    /** The number of parts of one run that are sent before the next run has its turn. */
    private static final int PARTS = 20;

    private final Tool tool;
    private final Runs source;
    private final Duration unit;
    private final ConcurrentLinkedQueue<SimulationId> added = new ConcurrentLinkedQueue<>();
    /** The reason why a run could not be sent; empty if it was not tried, or if there is no failure. */
    private final Map<SimulationId, String> waiting = new ConcurrentHashMap<>();
    /** Null for a run without an open export. For the thread alone. */
    private final Map<SimulationId, @Nullable RunExport> runs = new LinkedHashMap<>();

    private final ScheduledExecutorService thread;
    private final Retries retries = new Retries();
    private boolean searched;
    /** Whether a warning was written that runs are sent later. */
    private boolean warned;

    /** The runs of the service. */
    interface Runs {

        /** Whether this service runs the project's simulations, and so may write to their folders. */
        boolean areHere();

        /** The present record of a run; empty if there is none. */
        Optional<SimulationRecord> record(SimulationId id);

        /** The latest runs that have a file of this name. */
        List<SimulationId> with(String file, int max);
    }

    /** A tool that takes runs. */
    interface Tool {

        /** The name in log messages, with its setting. */
        String name();

        /** The name of the file with the state of the export, in the folder of a run. */
        String file();

        /**
         * Records in the folder of a run that the run is to be exported, unless this is recorded already. So the next
         * start continues the export.
         */
        void mark(SimulationId id) throws IOException;

        /** The export of a run that has started. Empty if the tool has it, or takes it no more. */
        Optional<RunExport> open(SimulationRecord record) throws IOException;

        /** Records that a run is not exported any more. */
        void giveUp(SimulationId id, String reason);

        /** Whether another attempt with the same run is useless. */
        boolean isFinal(Exception failure);
    }

    RunExports(Tool tool, Runs source, Duration unit) {
        this.tool = tool;
        this.source = source;
        this.unit = unit;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "flsys-export");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins. Runs that an earlier service left unfinished are continued. */
    void start() {
        var unused = thread.scheduleWithFixedDelay(this::pass, unit.toMillis(), unit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Adds a run, until the tool has all of it. */
    void add(SimulationId id) {
        waiting.put(id, "");
        added.add(id);
    }

    /** Whether a run is being exported. */
    boolean has(SimulationId id) {
        return waiting.containsKey(id);
    }

    /** The reason why a run could not be sent the last time; empty if there is none. */
    Optional<String> failure(SimulationId id) {
        return Optional.ofNullable(waiting.get(id)).filter(reason -> !reason.isEmpty());
    }

    /** Catches all exceptions: the first one would end the timer. */
    private void pass() {
        try {
            if (source.areHere()) {
                search();
                take();
                if (retries.begin()) {
                    exportAll();
                }
            }
        } catch (RuntimeException unexpected) {
            LOG.warnf(unexpected, "Runs cannot be sent to %s now", tool.name());
        }
    }

    private void search() {
        if (!searched) {
            source.with(tool.file(), MAX).forEach(this::add);
            searched = true;
        }
    }

    private void take() {
        for (SimulationId id = added.poll(); id != null; id = added.poll()) {
            mark(id);
            if (runs.size() >= MAX && !runs.containsKey(id)) {
                waiting.remove(id);
                LOG.warnf("Simulation %s is not sent to %s: %d wait already", id, tool.name(), MAX);
            } else {
                close(runs.put(id, null));
            }
        }
    }

    /**
     * The state is stored before any request to the tool. A run that waits for the tool must not be lost if this
     * service ends.
     */
    private void mark(SimulationId id) {
        try {
            tool.mark(id);
        } catch (IOException unwritable) {
            LOG.debugf(unwritable, "Could not record that simulation %s is sent to %s", id, tool.name());
        }
    }

    private void exportAll() {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = false;
            for (SimulationId id : List.copyOf(runs.keySet())) {
                if (!retries.isDue(id)) {
                    continue;
                }
                try {
                    more |= export(id);
                    retries.forget(id);
                    waiting.replace(id, "");
                } catch (IOException | RuntimeException refused) {
                    if (isStopped() || (recordFailure(id, refused) && retries.recordFailure(id))) {
                        return;
                    }
                }
            }
            take();
        }
        retries.end();
        if (warned && !retries.isWaiting()) {
            warned = false;
            LOG.infof("Runs are sent to %s again", tool.name());
        }
    }

    /** Whether this service ends, which interrupts the thread. The next start continues. */
    private boolean isStopped() {
        return thread.isShutdown();
    }

    /** Records the failure of a run. Returns whether the run is sent later. */
    private boolean recordFailure(SimulationId id, Exception refused) {
        LOG.debugf(refused, "Simulation %s cannot be sent to %s now", id, tool.name());
        String reason = Objects.requireNonNullElse(
                refused.getMessage(), refused.getClass().getSimpleName());
        close(runs.put(id, null));
        // A run that cannot be read or converted is not tried again in this process. The next start tries again, unless
        // the tool has refused the run.
        boolean refusedForGood = tool.isFinal(refused);
        if (refusedForGood || refused instanceof RunUnreadable || refused instanceof RuntimeException) {
            LOG.warnf("Simulation %s is not sent to %s: %s", id, tool.name(), reason);
            if (refusedForGood) {
                tool.giveUp(id, reason);
            }
            finish(id);
            return false;
        }
        waiting.put(id, reason);
        if (!warned) {
            warned = true;
            LOG.warnf("Simulation %s cannot be sent to %s now, and is sent later: %s", id, tool.name(), reason);
        }
        return true;
    }

    /** Sends some parts of a run. Returns whether there is more of it now. */
    private boolean export(SimulationId id) throws IOException {
        RunExport export = runs.get(id);
        if (export == null) {
            Optional<SimulationRecord> record = source.record(id);
            boolean started =
                    record.filter(each -> each.times().started() != null).isPresent();
            if (!started) {
                if (record.isEmpty() || record.get().state().isFinal()) {
                    finish(id);
                }
                return false;
            }
            Optional<RunExport> opened = tool.open(record.get());
            if (opened.isEmpty()) {
                finish(id);
                return false;
            }
            export = opened.get();
            runs.put(id, export);
        }
        for (int part = 0; part < PARTS; part++) {
            switch (export.advance()) {
                case MORE -> {}
                case LATER -> {
                    return false;
                }
                case NOTHING -> {
                    finish(id);
                    return false;
                }
            }
        }
        return true;
    }

    private void finish(SimulationId id) {
        close(runs.remove(id));
        retries.forget(id);
        waiting.remove(id);
    }

    private static void close(@Nullable RunExport export) {
        try {
            if (export != null) {
                export.close();
            }
        } catch (IOException gone) {
            LOG.debug("An export cannot be closed", gone);
        }
    }

    /** Ends within a short time. The rest is sent after the next start. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
