package dev.flsys.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.simulation.SimulationId;
import dev.flsys.simulation.SimulationListener;
import dev.flsys.simulation.SimulationLog;
import dev.flsys.simulation.SimulationRecord;
import dev.flsys.simulation.Simulations;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Checks the runs of this service once a second, and sends a notice of each one that ended or stalled. */
@ApplicationScoped
public class Notices implements SimulationListener {

    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final Duration UNIT = Duration.ofSeconds(1);

    private final Simulations simulations;
    private final NoticeSettings settings;
    private final ObjectMapper json;
    /** Whether a notice said that the run stalled, by the ids of the runs that have not ended. */
    private final Map<SimulationId, Boolean> stalled = new ConcurrentHashMap<>();

    private @Nullable Webhook webhook;
    private @Nullable ScheduledExecutorService timer;

    @Inject
    Notices(Simulations simulations, NoticeSettings settings, ObjectMapper json) {
        this.simulations = simulations;
        this.settings = settings;
        this.json = json;
    }

    void start(@Observes StartupEvent event) {
        settings.webhook().ifPresent(address -> {
            Webhook target = new Webhook(address, settings.secret(), json, UNIT);
            webhook = target;
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "flsys-notice-check");
                thread.setDaemon(true);
                return thread;
            });
            timer = clock;
            var unused = clock.scheduleWithFixedDelay(() -> check(target::send), 1, 1, TimeUnit.SECONDS);
            simulations.listen(this);
        });
    }

    void stop(@Observes ShutdownEvent event) {
        if (timer != null) {
            timer.shutdownNow();
        }
        if (webhook != null) {
            webhook.close();
        }
    }

    @Override
    public void begun(SessionId owner, SimulationLog log) {
        follow(log.id());
    }

    void follow(SimulationId id) {
        stalled.put(id, false);
    }

    /** Catches all exceptions: the first one would end the timer. */
    private void check(Consumer<Notice> send) {
        try {
            check(simulations::current, send);
        } catch (RuntimeException unreadable) {
            LOG.debugf(unreadable, "Notices are looked for again");
        }
    }

    /** Sends the notices of the runs that ended or stalled since the last call. For one thread. */
    void check(Function<SimulationId, Optional<SimulationRecord>> current, Consumer<Notice> send) {
        for (SimulationId id : stalled.keySet()) {
            Optional<SimulationRecord> found = current.apply(id);
            if (found.isEmpty()) {
                stalled.remove(id);
                continue;
            }
            SimulationRecord record = found.get();
            boolean silent = SimulationRecord.STALLED.equals(record.report().detail());
            if (record.state().isFinal()) {
                stalled.remove(id);
                send.accept(Notice.of(record));
            } else if (!Boolean.valueOf(silent).equals(stalled.put(id, silent)) && silent) {
                send.accept(Notice.of(record));
            }
        }
    }
}
