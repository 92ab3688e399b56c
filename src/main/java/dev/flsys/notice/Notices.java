package dev.flsys.notice;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.SessionId;
import dev.flsys.simulation.SimulationListener;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    private final RunWatch watch = new RunWatch();

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
    public void onBegun(SessionId owner, SimulationLog log) {
        watch.add(log.id());
    }

    /** Catches all exceptions, because an exception would end the timer. */
    private void check(Consumer<Notice> send) {
        try {
            watch.check(simulations::current, send);
        } catch (RuntimeException unreadable) {
            LOG.debugf(unreadable, "The runs could not be checked for notices; the next check follows");
        }
    }
}
