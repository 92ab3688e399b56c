package dev.flsys.platform;

import dev.flsys.platform.proposal.ProjectProposal;
import dev.flsys.project.FlowerProject;
import dev.flsys.settings.CheckedSettings;
import dev.flsys.settings.SettingsReport;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Reads the settings of every room before anything else starts. The service does not start with faulty settings. */
@Singleton
final class StartupCheck {

    private static final Logger LOG = Logger.getLogger(StartupCheck.class);
    private static final int FIRST = 1;

    private final List<CheckedSettings> settings;
    private final SettingsReport report;
    private final FlowerProject project;

    StartupCheck(@All List<CheckedSettings> settings, SettingsReport report, FlowerProject project) {
        this.settings = settings;
        this.report = report;
        this.project = project;
    }

    /**
     * Quarkus ends with status 1 and prints the message of a {@link ConfigurationException} without its stack trace.
     */
    void check(@Observes @Priority(FIRST) StartupEvent event) {
        LOG.debugf("Read %s", settings);
        String names = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!StandardCharsets.UTF_8.name().equalsIgnoreCase(names)) {
            LOG.warnf(
                    "File names and arguments are encoded as %s, so other characters are lost. Set LANG=C.UTF-8.",
                    names);
        }
        String message = report.message();
        if (!message.isEmpty()) {
            throw new ConfigurationException(message + proposal());
        }
        report.warnings().forEach(LOG::warn);
    }

    /** Normalisation is optional, so it is proposed together with the missing image size. */
    private String proposal() {
        Set<String> wrong =
                report.findings().stream().map(SettingsReport.Wrong::key).collect(Collectors.toSet());
        if (!project.isUsable()) {
            return "";
        }
        if (wrong.contains("IMG_SIZE")) {
            wrong.addAll(Set.of("IMG_MEAN", "IMG_STD"));
        }
        return ProjectProposal.of(project.root(), wrong);
    }
}
