package dev.flsys.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Gives every wait of a test that names no limit a minute in place of Awaitility's ten seconds: a service starts, and
 * takes over what another one left, slowly on a busy machine. JUnit finds it by {@code META-INF/services}.
 */
public final class DefaultTimeout implements LauncherSessionListener {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
