package dev.flsys.live;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.simulation.execution.CurrentUsage;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.record.Resources;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends the resource use of simulations to the connections that asked for it: {@code simulation_resources}.
 * Thread-safe.
 */
final class ResourceWatches extends Watches {

    static final String EVENT = "simulation_resources";

    private final Function<SimulationId, Optional<CurrentUsage>> use;

    /** @param use the present resource use of a simulation; empty if it neither waits nor runs */
    ResourceWatches(Function<SimulationId, Optional<CurrentUsage>> use) {
        super("Send watch_resources with watch: false for another one.");
        this.use = use;
    }

    @Override
    boolean mayHaveNews(SimulationId simulation) {
        return use.apply(simulation).isPresent();
    }

    @Override
    Optional<News> newsAfter(SimulationId simulation, @Nullable Object sent) {
        return use.apply(simulation)
                .map(now -> data(simulation, now).toString())
                .filter(data -> !data.equals(sent))
                .map(data -> News.of(data, EVENT, data));
    }

    private static ObjectNode data(SimulationId simulation, CurrentUsage now) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("simulation_id", simulation.value());
        now.measured().ifPresent(resources -> add(data, resources));
        if (now.etaSeconds() != null) {
            data.put("eta_seconds", now.etaSeconds());
        }
        return data;
    }

    private static void add(ObjectNode data, Resources resources) {
        data.put("cpu_seconds", resources.cpuSeconds());
        if (resources.memoryBytes() != null) {
            data.put("memory_bytes", resources.memoryBytes());
        }
        if (resources.processes() != null) {
            data.put("processes", resources.processes());
        }
        data.put("peak_memory_bytes", resources.peakMemoryBytes()).put("written_bytes", resources.writtenBytes());
        if (resources.peakGpuBytes() != null) {
            data.put("peak_gpu_bytes", resources.peakGpuBytes());
        }
    }
}
