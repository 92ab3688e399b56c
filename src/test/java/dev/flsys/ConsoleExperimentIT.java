package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ExperimentProject;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's experiments: the form, the progress across a crash of the service, the table and its files. */
class ConsoleExperimentIT {

    @TempDir
    static Path folder;

    @AutoClose
    private static Chromium chromium;

    @AutoClose
    private static PackagedService service;

    private static ExperimentProject project;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        project = ExperimentProject.in(folder);
        service = PackagedService.start(project.service());
        port = service.port();
    }

    private static Page form() {
        Page page = chromium.visit("http://127.0.0.1:" + port + "/#/simulate", "en-US");
        page.getByRole(AriaRole.LINK, name("Experiments").setExact(true)).click();
        assertThat(page.getByLabel("learning_rate", exactly())).isVisible();
        return page;
    }

    private static Locator cells(Page page, String state) {
        return page.locator("[data-cells=" + state + "]");
    }

    private static Locator badge(Page page) {
        return page.locator("experiment-view section").first().locator("[data-state]");
    }

    private static void startIt(Page page) {
        page.getByRole(AriaRole.BUTTON, name("Start experiment")).click();
    }

    @Test
    void an_experiment_whose_service_is_killed_continues_and_its_table_is_that_of_its_records() throws Exception {
        Page page = form();
        page.getByLabel("Name", exactly()).fill("learning <b>rates</b>");
        page.getByLabel("learning_rate", exactly()).fill("0.01, 0.05\n0.1");
        page.getByLabel("rounds", exactly()).fill("3");
        page.getByLabel("Repeats", exactly()).fill("3");
        assertThat(page.getByLabel("Seed", exactly())).hasValue("seed");
        assertThat(page.locator("[data-test=size]")).hasText("3 × 3 = 9 runs");
        assertThat(Chromium.barriers(page)).isEmpty();
        startIt(page);
        assertThat(page.locator("experiment-view h1")).hasText("learning <b>rates</b>");
        assertThat(cells(page, "completed")).hasText(Pattern.compile(".*: [3-8]"));
        assertThat(cells(page, "running")).isVisible();
        service.kill();
        service = PackagedService.start(project.service(), port);
        assertThat(badge(page)).hasAttribute("data-state", "completed");
        assertThat(cells(page, "completed")).hasText(Pattern.compile(".*: 9"));
        assertThat(page.locator("experiment-cells a[data-state=completed]")).hasCount(9);

        JsonNode expected = project.table();
        Locator rows = page.locator("settings-table tbody tr");
        assertThat(rows).hasCount(3);
        List<String> rates = List.of("0.01", "0.05", "0.1");
        for (int i = 0; i < rates.size(); i++) {
            JsonNode row = expected.path(rates.get(i));
            assertThat(row.path(0).asInt()).isEqualTo(3);
            assertThat(rows.nth(i).locator("[data-column='parameter learning_rate']"))
                    .containsText(rates.get(i));
            assertThat(rows.nth(i).locator("[data-column=n]")).hasText("3");
            Locator last = rows.nth(i).locator("[data-column=last]");
            assertThat(last)
                    .hasText(percent(row.path(1).asDouble()) + " ± "
                            + percent(row.path(2).asDouble()));
            assertThat(Double.parseDouble(last.getAttribute("title")))
                    .isCloseTo(row.path(1).asDouble(), within(1e-12));
        }
        assertThat(rows.nth(2)).containsText("best");
        assertThat(rows.nth(0)).not().containsText("best");
        requireSameTable(saved(page, "Table as CSV"), expected);
        assertThat(saved(page, "Table as LaTeX")).contains("\\begin{tabular}{l").contains("\\mathbf{");
        assertThat(saved(page, "SVG: Accuracy")).startsWith("<svg").contains("learning_rate = 0.1");

        Locator order = page.getByRole(AriaRole.COLUMNHEADER, name("Last").setExact(true));
        order.getByRole(AriaRole.BUTTON).click();
        assertThat(order).hasAttribute("aria-sort", "descending");
        assertThat(rows.first()).containsText("0.1");
        page.getByLabel("First setting").selectOption("0");
        page.getByLabel("Second setting").selectOption("2");
        assertThat(page.locator("[data-test=p]")).hasText(Pattern.compile("[\\d.e-]+"));
        assertThat(page.locator("[data-test=difference]")).hasText(Pattern.compile("-0\\.\\d{4}"));
        page.getByLabel("Band").selectOption("interval");
        page.reload();
        assertThat(page.getByLabel("Band")).hasValue("interval");
        assertThat(page.locator("[data-test=p]")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        assertThat(chromium.complaints())
                .filteredOn(complaint -> !complaint.contains("WebSocket"))
                .isEmpty();

        page.getByRole(AriaRole.BUTTON, name("Delete …")).click();
        page.getByLabel("Delete its runs").check();
        page.getByRole(AriaRole.BUTTON, name("Delete").setExact(true)).click();
        // The run that the crash interrupted has a record of its own.
        assertThat(page.locator("[data-test=report]"))
                .hasText(Pattern.compile("The experiment was deleted with (9|10) runs\\..*"));
        assertThat(project.records())
                .noneMatch(record -> record.path("experiment").isObject()
                        && record.path("state").asText().equals("completed"));
    }

    @Test
    void the_runs_of_an_experiment_are_compared_as_means_with_bands() throws Exception {
        Page page = form();
        page.getByLabel("Name", exactly()).fill("bands");
        page.getByLabel("learning_rate", exactly()).fill("0.05, 0.1");
        page.getByLabel("rounds", exactly()).fill("3");
        page.getByLabel("Repeats", exactly()).fill("2");
        startIt(page);
        assertThat(badge(page)).hasAttribute("data-state", "completed");
        page.getByRole(AriaRole.LINK, name("Compare its runs")).click();
        Locator legend = page.locator("training-view [data-test=legend] li");
        assertThat(legend).hasText(new Pattern[] {
            Pattern.compile("\\s*bands: learning_rate = 0\\.05 \\(2 runs\\)\\s*"),
            Pattern.compile("\\s*bands: learning_rate = 0\\.1 \\(2 runs\\)\\s*")
        });
        assertThat(page.getByRole(
                        AriaRole.IMG,
                        name(Pattern.compile("Accuracy by round.*bands: learning_rate = 0.05: .*; bands: .*"))))
                .isVisible();
        assertThat(page.locator("run-comparison tbody tr")).hasCount(2);
        assertThat(page.getByRole(AriaRole.COLUMNHEADER, name("Last accuracy: standard deviation")))
                .isVisible();
        assertThat(page.getByRole(AriaRole.COLUMNHEADER, name("seed"))).hasCount(0);
        page.getByLabel("Band", exactly()).selectOption("range");
        assertThat(page.getByRole(AriaRole.COLUMNHEADER, name("Last accuracy: smallest")))
                .isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        List<String> lines = saved(page, "Rounds (CSV)").lines().toList();
        assertThat(lines).hasSize(1 + 2 * 3);
        assertThat(lines.get(0)).contains("round,accuracy n,accuracy mean,accuracy std,accuracy min,accuracy max");
        assertThat(lines.get(1)).contains("bands: learning_rate = 0.05,1,2,");
        assertThat(saved(page, "SVG: Accuracy")).contains("bands: learning_rate = 0.1");
        page.reload();
        assertThat(page.getByLabel("Band", exactly())).hasValue("range");
        page.getByLabel("Curves of").selectOption("runs");
        assertThat(legend).hasCount(0);
        assertThat(page.locator("run-comparison tbody tr")).hasCount(4);
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        page.getByLabel("曲线").selectOption("bands");
        assertThat(legend.first()).containsText("（2 次）");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();

        // The other tests compare all records of the project.
        page.navigate("http://127.0.0.1:" + port + "/#/experiments");
        page.getByRole(AriaRole.LINK, name(Pattern.compile("^bands "))).click();
        page.getByRole(AriaRole.BUTTON, name("Delete …")).click();
        page.getByLabel("Delete its runs").check();
        page.getByRole(AriaRole.BUTTON, name("Delete").setExact(true)).click();
        assertThat(page.locator("[data-test=report]"))
                .containsText(Pattern.compile("The experiment was deleted with 4 runs\\."));
    }

    @Test
    void refused_values_are_shown_at_their_fields_and_the_draft_is_kept() {
        Page page = form();
        Locator rounds = page.getByLabel("rounds", exactly());
        rounds.fill("1, 2.5");
        assertThat(page.getByText("“2.5” is no whole number.")).isVisible();
        assertThat(rounds).hasAttribute("aria-invalid", "true");
        String many = String.join(
                ",", IntStream.range(1, 102).mapToObj(String::valueOf).toList());
        rounds.fill(many);
        page.getByLabel("Repeats", exactly()).fill("10");
        assertThat(page.locator("[data-test=size]")).hasText("101 × 10 = 1,010 runs");
        assertThat(page.getByText("1,010 runs are too many.")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        rounds.fill("1");
        startIt(page);
        assertThat(page.getByText("This field is required.")).isVisible();
        assertThat(page.getByLabel("Name", exactly())).isFocused();
        page.getByLabel("Name", exactly()).fill("refused");
        page.getByRole(AriaRole.BUTTON, name("Add a parameter")).click();
        page.locator("#name-0").fill("unknown_option");
        page.getByLabel("Values", exactly()).fill("1, 2");
        startIt(page);
        Locator fault = page.locator("#free-0-fault");
        assertThat(fault).containsText("unknown_option");
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(fault).containsText("脚本没有选项 'unknown_option'");
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();
        page.getByRole(AriaRole.LINK, name("Runs").setExact(true)).click();
        page.getByRole(AriaRole.LINK, name("Experiments").setExact(true)).click();
        assertThat(page.getByLabel("Name", exactly())).hasValue("refused");
        assertThat(page.locator("#name-0")).hasValue("unknown_option");
    }

    @Test
    void an_experiment_is_paused_continued_and_stopped_after_a_question() {
        Page page = form();
        page.getByLabel("Name", exactly()).fill("slow");
        page.getByLabel("sleep", exactly()).fill("20, 30, 40");
        startIt(page);
        assertThat(badge(page)).hasAttribute("data-state", "running");
        page.getByRole(AriaRole.BUTTON, name("Pause")).click();
        assertThat(badge(page)).hasAttribute("data-state", "paused");
        page.getByRole(AriaRole.BUTTON, name("Continue").setExact(true)).click();
        assertThat(badge(page)).hasAttribute("data-state", "running");
        page.getByRole(AriaRole.BUTTON, name("Stop").setExact(true)).click();
        assertThat(page.getByText("Stop this experiment?")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Keep it running")).click();
        assertThat(badge(page)).hasAttribute("data-state", "running");
        page.getByRole(AriaRole.BUTTON, name("Stop").setExact(true)).click();
        page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, in("Stop")).click();
        assertThat(badge(page)).hasAttribute("data-state", "stopped");
        assertThat(cells(page, "running")).hasCount(0);
        page.getByRole(AriaRole.BUTTON, name("Use as template")).click();
        assertThat(page.getByLabel("sleep", exactly())).hasValue("20, 30, 40");
    }

    /** Compares the file of the table with what Python has computed. */
    private static void requireSameTable(String csv, JsonNode expected) {
        List<List<String>> lines =
                csv.lines().map(line -> List.of(line.split(",", -1))).toList();
        List<String> heads = lines.get(0);
        assertThat(lines).hasSize(4);
        for (List<String> line : lines.subList(1, 4)) {
            JsonNode row = expected.path(line.get(heads.indexOf("learning_rate")));
            assertThat(line.get(heads.indexOf("accuracy_last_n")))
                    .isEqualTo(row.path(0).asText());
            assertThat(Double.parseDouble(line.get(heads.indexOf("accuracy_last_mean"))))
                    .isCloseTo(row.path(1).asDouble(), within(1e-12));
            assertThat(Double.parseDouble(line.get(heads.indexOf("accuracy_last_std"))))
                    .isCloseTo(row.path(2).asDouble(), within(1e-12));
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share * 100);
    }

    private static String saved(Page page, String button) throws IOException {
        return Files.readString(page.waitForDownload(
                        () -> page.getByRole(AriaRole.BUTTON, name(button)).click())
                .path());
    }
}
