package dev.flsys.tracking;

import dev.flsys.simulation.SimulationId;
import dev.flsys.simulation.SimulationRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All runs of one tool, polled on one thread. After a failure the next attempt follows after 1 unit of time, then 2, 4,
 * and so on up to {@value #LONGEST} units. At most {@value #MOST} runs are polled. Any thread may add one.
 */
final class RunExports implements AutoCloseable {

    static final int MOST = 1_000;
    static final int LONGEST = 256;

    private static final Logger LOG = Logger.getLogger(RunExports.class);
    /** Parts of one run, after which the others have their turn. */
    private static final int PARTS = 20;

    private final Tool tool;
    private final Runs source;
    private final Duration unit;
    private final ConcurrentLinkedQueue<SimulationId> added = new ConcurrentLinkedQueue<>();
    private final Map<SimulationId, String> waiting = new ConcurrentHashMap<>();
    /** Null for a run without an open export. For the thread alone. */
    private final Map<SimulationId, @Nullable RunExport> runs = new LinkedHashMap<>();

    private final ScheduledExecutorService thread;
    private int failures;
    private int passesLeft;
    private boolean searched;
    private volatile @Nullable String failure;

    /** The runs of the service. */
    interface Runs {

        /** Whether this service runs the project's simulations, and so may write to their folders. */
        boolean areHere();

        /** The present record of a run; empty if there is none. */
        Optional<SimulationRecord> record(SimulationId id);

        /** The latest runs that have a file of this name. */
        List<SimulationId> with(String file, int most);
    }

    /** A tool that takes runs. */
    interface Tool {

        /** The name in log messages, with its setting. */
        String name();

        /** The name of the file with the state of the export, in the folder of a run. */
        String file();

        /** Notes in the folder of a run that it is to be exported, unless that is noted: the next start continues. */
        void mark(SimulationId id) throws IOException;

        /** The export of a run that has started. Empty if the tool has it, or takes it no more. */
        Optional<RunExport> open(SimulationRecord record) throws IOException;

        /** Notes that a run is not exported any more. */
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

    /** The reason why nothing is exported now; empty if it is. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Catches all exceptions: the first one would end the timer. */
    private void pass() {
        try {
            if (source.areHere()) {
                search();
                take();
                if (--passesLeft < 0) {
                    exportAll();
                }
            }
        } catch (RuntimeException unexpected) {
            LOG.debugf(unexpected, "Runs cannot be sent to %s now", tool.name());
            failed(String.valueOf(unexpected.getMessage()));
        }
    }

    private void search() {
        if (!searched) {
            source.with(tool.file(), MOST).forEach(this::add);
            searched = true;
        }
    }

    private void take() {
        for (SimulationId id = added.poll(); id != null; id = added.poll()) {
            mark(id);
            if (runs.size() >= MOST && !runs.containsKey(id)) {
                waiting.remove(id);
                LOG.warnf("Simulation %s is not sent to %s: %d wait already", id, tool.name(), MOST);
            } else {
                close(runs.put(id, null));
            }
        }
    }

    /** Before the tool is asked for anything: a run that waits for it must not be forgotten if this service ends. */
    private void mark(SimulationId id) {
        try {
            tool.mark(id);
        } catch (IOException unwritable) {
            LOG.debugf(unwritable, "It cannot be stored that simulation %s is sent to %s", id, tool.name());
        }
    }

    private void exportAll() {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = false;
            for (SimulationId id : List.copyOf(runs.keySet())) {
                try {
                    more |= export(id);
                } catch (IOException | RuntimeException refused) {
                    LOG.debugf(refused, "Simulation %s cannot be sent to %s now", id, tool.name());
                    String reason = String.valueOf(refused.getMessage());
                    close(runs.remove(id));
                    if (refused instanceof RunUnreadable || refused instanceof RuntimeException) {
                        // It must not hold up the others. The next start tries again.
                        LOG.warnf("Simulation %s is not sent to %s: %s", id, tool.name(), reason);
                        waiting.remove(id);
                    } else if (tool.isFinal(refused)) {
                        LOG.warnf("Simulation %s is not sent to %s: %s", id, tool.name(), reason);
                        tool.giveUp(id, reason);
                        waiting.remove(id);
                    } else {
                        // The last one in the next pass, so that one run does not hold up the others.
                        runs.put(id, null);
                        failed(reason);
                        return;
                    }
                }
            }
            take();
        }
        if (failures > 0) {
            LOG.infof("Runs are sent to %s again", tool.name());
        }
        failures = 0;
        failure = null;
    }

    private void failed(String reason) {
        if (failures++ == 0) {
            LOG.warnf("Runs cannot be sent to %s now, and are sent later: %s", tool.name(), reason);
        }
        failure = reason;
        passesLeft = Math.min(LONGEST, 1 << Math.min(failures - 1, 16));
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
                    over(id);
                }
                return false;
            }
            Optional<RunExport> opened = tool.open(record.get());
            if (opened.isEmpty()) {
                over(id);
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
                    over(id);
                    return false;
                }
            }
        }
        return true;
    }

    private void over(SimulationId id) {
        close(runs.remove(id));
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
