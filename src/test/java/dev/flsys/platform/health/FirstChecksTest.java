package dev.flsys.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.deploy.DeployedModel;
import dev.flsys.inference.pool.RecentOutcomes;
import dev.flsys.model.catalog.WeightsFolder;
import dev.flsys.settings.Settings;
import dev.flsys.settings.SettingsReport;
import dev.flsys.testsupport.Beans;
import dev.flsys.testsupport.ServiceJson;
import dev.flsys.testsupport.SmallProject;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks that take long are made at the start, not when the first probe comes. */
class FirstChecksTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @AutoClose
    private final Beans beans = new Beans();

    @Test
    void a_prediction_has_been_tried_before_the_first_probe(@TempDir Path folder) throws Exception {
        SmallProject.copyTo(folder);
        Map<String, String> settings = new HashMap<>(new SmallProject().getConfigOverrides());
        settings.put("FLOWER_PROJECT_DIR", folder.toString());
        settings.put("DEPLOY_MODEL_PATH", "deploy.onnx");
        SettingsReport report = new SettingsReport();
        beans.with(SettingsReport.class, report)
                .with(Settings.class, Settings.of(settings, report))
                .with(MeterRegistry.class, new SimpleMeterRegistry())
                .with(ObjectMapper.class, ServiceJson.MAPPER);
        InferenceCheck check = beans.get(InferenceCheck.class);
        RecentOutcomes outcomes = beans.get(RecentOutcomes.class);
        check.tryFirst(new StartupEvent());
        assertThat(outcomes.sinceSuccess()).isEmpty();
        start(beans.get(DeployedModel.class));
        await().atMost(TIMEOUT).until(() -> outcomes.sinceSuccess().isPresent());
        assertThat(report.message()).isEmpty();
    }

    /** As Quarkus does; the method is of another room. */
    private static void start(DeployedModel deployed) throws ReflectiveOperationException {
        var start = DeployedModel.class.getDeclaredMethod("start", StartupEvent.class);
        start.setAccessible(true);
        start.invoke(deployed, new StartupEvent());
    }

    @Test
    void the_weights_folder_is_listed_before_the_first_probe() throws Exception {
        CountDownLatch listed = new CountDownLatch(1);
        WeightsCheck check = new WeightsCheck(() -> {
            listed.countDown();
            return new WeightsCheck.Listing(Optional.empty(), new WeightsFolder("weights", null));
        });
        check.listFirst(new StartupEvent());
        assertThat(listed.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
