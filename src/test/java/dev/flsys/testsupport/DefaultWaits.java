package dev.flsys.testsupport;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The waits of all tests that name no limit and no interval. The limit is a minute in place of Awaitility's ten
 * seconds: a service starts, and takes over what another one left, slowly on a busy machine. The condition is tested
 * after 5 ms for the first time, because it is often true by then, and every 100 ms later. JUnit and Quarkus find this
 * class by {@code META-INF/services}. The tests of the service have another class loader, and so another Awaitility.
 */
public final class DefaultWaits implements LauncherSessionListener, QuarkusTestBeforeClassCallback {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration FIRST_INTERVAL = Duration.ofMillis(5);
    private static final Duration MAX_INTERVAL = Duration.ofMillis(100);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        set();
    }

    @Override
    public void beforeClass(Class<?> test) {
        set();
    }

    private static void set() {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(
                IterativePollInterval.iterative(DefaultWaits::longer, FIRST_INTERVAL.dividedBy(2)));
    }

    private static Duration longer(Duration interval) {
        Duration twice = interval.multipliedBy(2);
        return twice.compareTo(MAX_INTERVAL) < 0 ? twice : MAX_INTERVAL;
    }
}
