package dev.flsys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.flsys.testsupport.ConsolePage.begin;
import static dev.flsys.testsupport.ConsolePage.exactly;
import static dev.flsys.testsupport.ConsolePage.in;
import static dev.flsys.testsupport.ConsolePage.name;
import static dev.flsys.testsupport.ConsolePage.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.flsys.testsupport.Chromium;
import dev.flsys.testsupport.ConsoleProject;
import dev.flsys.testsupport.PackagedService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inside of a run in the console. The start script writes the events and the checkpoints of the observer. */
class ConsoleInsideIT {

    private static final Path SCRIPT = Path.of("src/test/resources/projects/console/inside.py");

    @TempDir
    static Path folder;

    @AutoClose
    private static PackagedService service;

    @AutoClose
    private static Chromium chromium;

    private static String address;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.launch();
        ConsoleProject project = ConsoleProject.in(folder);
        Files.copy(SCRIPT, project.root().resolve("train.py"), StandardCopyOption.REPLACE_EXISTING);
        service = project.serve("7", "MAX_CONCURRENT_SIMULATIONS=4");
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    /** The form of a simulation with so many rounds. */
    private static Page form(int rounds, String pause) {
        Page page = chromium.visit(address + "#/simulate", "en-US");
        page.getByLabel("rounds", exactly()).fill(String.valueOf(rounds));
        page.getByLabel("pause", exactly()).fill(pause);
        return page;
    }

    @Test
    void clients_are_followed_and_the_run_ends_after_the_round_with_checkpoints_that_can_be_continued()
            throws IOException {
        Page page = form(500, "0.5");
        begin(page);
        Locator clients = page.locator("run-clients [data-test=nodes] tbody tr");
        assertThat(clients).hasCount(6);
        Locator rounds = clients.first().locator("[data-column=rounds]");
        String before = rounds.textContent();
        assertThat(rounds).not().hasText(before);
        assertThat(clients.locator("[data-flag=straggler]")).hasCount(1);
        assertThat(clients.locator("[data-flag=failing]")).hasCount(1);
        page.getByLabel("Marked clients only").check();
        assertThat(clients).hasCount(2);
        page.getByText("One chart per client").click();
        assertThat(page.locator("client-charts").getByRole(AriaRole.IMG)).hasCount(6);
        page.locator("run-clients summary")
                .filter(new Locator.FilterOptions().setHasText("One round"))
                .click();
        assertThat(page.locator("[data-phase=train] .errors")).containsText("<img src=x");

        Locator steering = page.locator("[data-test=steering]");
        steering.getByRole(AriaRole.BUTTON, in(Pattern.compile("Change the rules")))
                .click();
        steering.getByRole(AriaRole.BUTTON, in("Add a rule")).click();
        steering.getByRole(AriaRole.BUTTON, in("Save the rules")).click();
        assertThat(steering.getByText("Enter a number.")).isVisible();
        steering.getByLabel("Value").fill("0.9999");
        assertThat(Chromium.barriers(page)).isEmpty();
        steering.getByRole(AriaRole.BUTTON, in("Save the rules")).click();
        assertThat(steering.locator("[data-test=rules]")).hasText("Accuracy is at least 0.9999");
        steering.getByRole(AriaRole.BUTTON, in("Stop after this round")).click();
        assertThat(page.locator("simulation-view [data-test=rule]"))
                .hasText(Pattern.compile("Ended after round \\d+: a user asked for it\\."));
        assertThat(state(page)).hasText("Completed");
        assertThat(steering).hasCount(0);

        Locator checkpoints = page.locator("[data-test=checkpoints] tbody tr");
        assertThat(checkpoints).hasCount(3);
        assertThat(checkpoints.first()).containsText("Best");
        assertThat(checkpoints.first()).containsText("Accuracy");
        page.setViewportSize(390, 844);
        assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .as("hidden texts of the table do not make the page wider")
                .isLessThanOrEqualTo(390);
        page.setViewportSize(1280, 800);
        page.locator("[data-test=costs] summary").click();
        assertThat(page.locator("[data-cost=bytes]").getByRole(AriaRole.IMG)).isVisible();
        assertThat(Files.readString(page.waitForDownload(() -> page.getByRole(AriaRole.BUTTON, name("Clients (CSV)"))
                                .click())
                        .path()))
                .startsWith("training,round,phase,node,")
                .contains("7000000000000000005");
        page.getByRole(AriaRole.BUTTON, name("Continue training")).click();
        assertThat(page.getByLabel("Further rounds")).not().hasValue("");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("Cancel")).click();
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(page.locator("simulation-view [data-test=rule]")).containsText("轮");
        assertThat(page.title()).doesNotContain("harmed");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void faults_of_the_form_are_checked_shown_in_the_run_and_marked_in_lists() {
        Page page = form(2, "0.05");
        page.getByText("Stop early").click();
        page.getByRole(AriaRole.BUTTON, name("Add a rule")).click();
        page.getByText("What if").click();
        page.getByLabel("Flip updates (%)").fill("130");
        begin(page);
        assertThat(page.getByText("Enter a number.")).isVisible();
        assertThat(page.getByText("Enter a percentage between 0 and 100.")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByLabel("Value", exactly()).fill("0.99");
        page.getByLabel("Flip updates (%)").fill("30");
        begin(page);
        assertThat(page.locator("[data-test=played]")).containsText("30% of the clients send flipped updates");
        assertThat(state(page)).hasText("Completed");
        assertThat(page.locator("simulation-list [data-test=faults]").first()).isVisible();
        String run = page.url();
        page.getByRole(AriaRole.BUTTON, name("Run without the faults")).click();
        assertThat(page.getByLabel("Value", exactly())).hasValue("0.99");
        assertThat(page.getByLabel("Flip updates (%)")).hasValue("");
        begin(page);
        page.waitForURL(url -> !url.equals(run));
        assertThat(state(page)).hasText("Completed");
        assertThat(page.locator("[data-test=played]")).hasCount(0);
        page.getByRole(AriaRole.LINK, name("Runs").setExact(true)).click();
        assertThat(page.locator("run-rows [data-test=faults]")).hasCount(1);
        assertThat(Chromium.barriers(page)).isEmpty();
        assertThat(chromium.complaints()).isEmpty();
    }
}
