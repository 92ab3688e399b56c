package dev.flsys.simulation.execution;

import dev.flsys.flower.progress.Round;
import dev.flsys.process.ProcessUsage;
import dev.flsys.simulation.record.Resources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums up the resource use of a simulation's processes, for each round and in all. Thread-safe. */
final class ResourceMeter {

    private static final double MILLISECONDS = 1_000;

    /** The sums of the processes before the present one. */
    private Sums before = Sums.NONE;
    /** The largest sums of the present process so far. */
    private Sums present = Sums.NONE;
    /** The sums at the end of the last round. */
    private Sums atRound = Sums.NONE;

    private ProcessUsage last = ProcessUsage.NONE;
    private long peakMemory;
    private long peakMemoryOfRound;
    private long peakGpu;
    private int rounds;
    private boolean over;
    private List<Resources.OfRound> ended = List.of();

    private record Sums(double cpuSeconds, long writtenBytes) {

        private static final Sums NONE = new Sums(0, 0);

        Sums plus(Sums other) {
            return new Sums(cpuSeconds + other.cpuSeconds, writtenBytes + other.writtenBytes);
        }

        Sums minus(Sums other) {
            return new Sums(cpuSeconds - other.cpuSeconds, writtenBytes - other.writtenBytes);
        }

        Sums atLeast(ProcessUsage usage) {
            return new Sums(Math.max(cpuSeconds, usage.cpuSeconds()), Math.max(writtenBytes, usage.writtenBytes()));
        }
    }

    /** Adds a measurement of the present process, unless the simulation is over. */
    synchronized void measured(ProcessUsage usage) {
        if (over) {
            return;
        }
        last = usage;
        present = present.atLeast(usage);
        peakMemory = Math.max(peakMemory, usage.memoryBytes());
        peakMemoryOfRound = Math.max(peakMemoryOfRound, usage.memoryBytes());
        peakGpu = Math.max(peakGpu, usage.gpuBytes());
    }

    /** Notes that another process follows the present one. */
    synchronized void onRestart() {
        before = before.plus(present);
        present = Sums.NONE;
        last = ProcessUsage.NONE;
    }

    /** Notes the rounds that have ended. {@code all} begins with the rounds of the previous call. */
    synchronized void rounds(List<Round> all) {
        if (all.size() < rounds) {
            // The next training of the script has its own numbers.
            rounds = 0;
            ended = List.of();
        }
        if (all.size() <= rounds) {
            return;
        }
        List<Resources.OfRound> next = new ArrayList<>(ended);
        for (Round round : all.subList(rounds, all.size())) {
            Sums now = before.plus(present);
            Sums used = now.minus(atRound);
            next.add(new Resources.OfRound(
                    round.round(), rounded(used.cpuSeconds()), peakMemoryOfRound, used.writtenBytes()));
            atRound = now;
            peakMemoryOfRound = last.memoryBytes();
        }
        rounds = all.size();
        ended = List.copyOf(next);
    }

    /** Notes that no process follows. */
    synchronized void finish() {
        over = true;
    }

    /** The sums so far; null if nothing was measured. */
    synchronized @Nullable Resources resources() {
        Sums all = before.plus(present);
        return peakMemory == 0
                ? null
                : new Resources(
                        rounded(all.cpuSeconds()),
                        over ? null : last.memoryBytes(),
                        over ? null : last.processes(),
                        peakMemory,
                        all.writtenBytes(),
                        peakGpu == 0 ? null : peakGpu,
                        ended);
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * MILLISECONDS) / MILLISECONDS;
    }
}
