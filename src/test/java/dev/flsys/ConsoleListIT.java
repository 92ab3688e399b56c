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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's list of simulations, their labels and their deletion, and the comparison of their metrics. */
class ConsoleListIT {

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
        service = ConsoleProject.in(folder).serve("7", "MAX_CONCURRENT_SIMULATIONS=4");
        address = "http://127.0.0.1:" + service.port() + "/";
    }

    /** Runs a simulation of so many rounds to its end, and opens the list. */
    private static Page listAfter(int... rounds) {
        Page page = chromium.visit(address + "#/simulate", "en-US");
        for (int each : rounds) {
            page.getByLabel("rounds", exactly()).fill(String.valueOf(each));
            String before = page.url();
            begin(page);
            page.waitForURL(url -> !url.equals(before));
            assertThat(state(page)).hasText("Completed");
        }
        page.getByRole(AriaRole.LINK, name("Runs").setExact(true)).click();
        return page;
    }

    private static Locator rows(Page page) {
        return page.locator("run-rows tbody tr");
    }

    /** The rows of simulations that this browser started. */
    private static Locator own(Page page) {
        return rows(page)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(AriaRole.BUTTON, name(Pattern.compile("Edit .*")))));
    }

    @Test
    void a_simulation_is_named_found_by_its_name_and_archived() {
        Page page = listAfter(4);
        own(page)
                .first()
                .getByRole(AriaRole.BUTTON, in(Pattern.compile("Edit .*")))
                .click();
        page.getByLabel("Name", exactly()).fill("the <b>baseline</b>");
        page.getByLabel("Tags", exactly()).fill("paper, first try");
        page.getByLabel("Notes", exactly()).fill("two\nlines");
        page.getByRole(AriaRole.BUTTON, name("Save")).click();
        Locator link = rows(page).getByRole(AriaRole.LINK, in("the <b>baseline</b>"));
        assertThat(link).isVisible();
        page.getByLabel("Search", exactly()).fill("baseline paper");
        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page).getByText("first try")).isVisible();
        page.getByLabel("Search", exactly()).fill("no such words");
        assertThat(page.getByText("No simulation matches.")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Show all")).click();
        assertThat(Chromium.barriers(page)).isEmpty();
        link.click();
        assertThat(page.locator("simulation-view #title")).hasText("the <b>baseline</b>");
        assertThat(page.locator("simulation-list").getByText("the <b>baseline</b>"))
                .isVisible();
        assertThat(page.locator("run-tools").getByText("two\nlines")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Edit").setExact(true)).click();
        page.getByLabel("Archive: lists").check();
        page.getByRole(AriaRole.BUTTON, name("Save")).click();
        assertThat(page.locator("run-tools").getByText("Archived")).isVisible();
        page.getByRole(AriaRole.LINK, name("Runs").setExact(true)).click();
        page.getByLabel("Search", exactly()).fill("baseline");
        assertThat(page.getByText("No simulation matches.")).isVisible();
        page.getByLabel("Show archived").check();
        assertThat(rows(page)).hasCount(1);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_filter_shows_the_place_of_its_fault_and_then_finds_runs_in_the_order_of_a_column() {
        Page page = listAfter(2, 3, 5);
        Locator filter = page.getByLabel("Filter", exactly());
        filter.fill("accuracy >> 0.5");
        filter.press("Enter");
        assertThat(page.getByText("Character 11: expected a value.")).isVisible();
        assertThat(page.locator("runs-view mark")).hasText(">");
        assertThat(Chromium.barriers(page)).isEmpty();
        page.getByRole(AriaRole.BUTTON, name("切换到中文")).click();
        assertThat(page.getByText("第 11 个字符：此处应为一个值。")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Switch to English")).click();
        filter.fill("rounds >= 2 and rounds < 4 and accuracy > 0.7");
        filter.press("Enter");
        assertThat(page.getByText("Character 11")).hasCount(0);
        assertThat(rows(page)).hasCount(2);
        Locator order = page.getByRole(AriaRole.COLUMNHEADER, name(Pattern.compile("Accuracy(?! by round)")));
        order.getByRole(AriaRole.BUTTON).click();
        assertThat(order).hasAttribute("aria-sort", "descending");
        assertThat(rows(page).first()).containsText("83.33%");
        order.getByRole(AriaRole.BUTTON).click();
        assertThat(order).hasAttribute("aria-sort", "ascending");
        assertThat(rows(page).first()).containsText("75.00%");
        page.reload();
        assertThat(rows(page).first()).containsText("75.00%");
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void a_small_curve_of_the_chosen_metric_needs_no_further_request() {
        Page page = listAfter(40);
        Locator curve = rows(page).first().locator("[data-test=sparkline]").getByRole(AriaRole.IMG);
        assertThat(curve).hasAttribute("aria-label", "Accuracy by round: first 50.00%, last 98.75%, best 98.75%");
        assertThat(curve.locator("polyline")).hasAttribute("points", Pattern.compile("(\\d[\\d.]*,\\d[\\d.]* ?){32}"));
        assertThat(Chromium.barriers(page)).isEmpty();
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.getByLabel("Small curves").selectOption("loss");
        assertThat(curve).hasAttribute("aria-label", "Loss by round: first 1.000, last 0.0250, best 0.0250");
        assertThat(asked)
                .filteredOn(url -> url.contains("/api/simulations/"))
                .allMatch(url -> url.contains("&sparkline=loss"));
        page.reload();
        assertThat(page.getByLabel("Small curves")).hasValue("loss");
        assertThat(curve).hasAttribute("aria-label", Pattern.compile("Loss by round: .*"));
        page.getByLabel("Small curves").selectOption("");
        assertThat(curve).hasCount(0);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void the_palette_finds_views_runs_models_and_actions_in_both_languages() {
        Page page = listAfter(9);
        own(page)
                .first()
                .getByRole(AriaRole.BUTTON, in(Pattern.compile("Edit .*")))
                .click();
        page.getByLabel("Name", exactly()).fill("palette <b>target</b>");
        page.getByRole(AriaRole.BUTTON, name("Save")).click();
        assertThat(rows(page).getByRole(AriaRole.LINK, in("palette <b>target</b>")))
                .isVisible();

        Locator field = page.getByRole(AriaRole.COMBOBOX, name("Find anything"));
        // Also from a field, in which other keys are text.
        page.getByLabel("Search", exactly()).press("Control+k");
        assertThat(field).isFocused();
        Locator options = page.locator("command-palette").getByRole(AriaRole.OPTION);
        assertThat(options.first()).hasText(Pattern.compile("\\s*Models\\s*g m\\s*"));
        assertThat(options.first()).hasAttribute("aria-selected", "true");
        field.press("ArrowDown");
        assertThat(options.nth(1)).hasAttribute("aria-selected", "true");
        assertThat(field).hasAttribute("aria-activedescendant", "result-1");
        field.press("ArrowUp");
        field.press("ArrowUp");
        assertThat(options.last()).hasAttribute("aria-selected", "true");
        assertThat(Chromium.barriers(page)).isEmpty();
        field.fill("target");
        assertThat(options).hasCount(1);
        assertThat(options.first()).containsText("palette <b>target</b>");
        field.press("Enter");
        assertThat(page.locator("simulation-view #title")).hasText("palette <b>target</b>");

        page.keyboard().press("Control+k");
        field.fill("nothing at all");
        assertThat(page.getByText("Nothing matches.")).isVisible();
        assertThat(Chromium.barriers(page)).isEmpty();
        field.press("Escape");
        assertThat(field).hasCount(0);

        page.keyboard().press("Control+k");
        field.fill("language");
        field.press("Enter");
        Locator inChinese = page.getByRole(AriaRole.COMBOBOX, name("查找一切"));
        page.keyboard().press("Control+k");
        inChinese.fill("训练");
        assertThat(options.first()).containsText("训练");
        inChinese.fill("seed");
        assertThat(options.first()).containsText("seed");
        assertThat(Chromium.barriers(page)).isEmpty();
        inChinese.press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*#/predict\\?models=seed"));

        page.keyboard().press("?");
        Locator dialog = page.getByRole(AriaRole.DIALOG, name("键盘快捷键"));
        assertThat(dialog.getByText("查找一切")).isVisible();
        dialog.getByLabel("启用快捷键").uncheck();
        dialog.getByRole(AriaRole.BUTTON, in("关闭")).click();
        page.keyboard().press("Control+k");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        page.getByRole(AriaRole.BUTTON, name("查找一切")).click();
        assertThat(inChinese).isFocused();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void ended_simulations_are_deleted_together_after_a_question() {
        Page page = listAfter(1, 1);
        page.getByLabel("Filter", exactly()).fill("rounds = 1");
        page.getByLabel("Filter", exactly()).press("Enter");
        assertThat(own(page)).hasCount(2);
        own(page).nth(0).getByRole(AriaRole.CHECKBOX).check();
        own(page).nth(1).getByRole(AriaRole.CHECKBOX).check();
        page.getByRole(AriaRole.BUTTON, name("Delete …")).click();
        assertThat(page.getByText("Delete 2 simulations?")).isVisible();
        page.getByRole(AriaRole.BUTTON, name("Cancel")).click();
        assertThat(own(page)).hasCount(2);
        page.getByRole(AriaRole.BUTTON, name("Delete …")).click();
        page.getByRole(AriaRole.BUTTON, name("Delete").setExact(true)).click();
        assertThat(page.locator("[data-test=report]"))
                .hasText(Pattern.compile("\\s*2 simulations were deleted\\. [\\d.]+ k?B are free again\\.\\s*"));
        assertThat(page.getByText("No simulation matches.")).isVisible();
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void other_metrics_of_simulations_are_compared_and_their_table_is_saved() throws IOException {
        Page page = listAfter(6, 7);
        own(page).nth(0).getByRole(AriaRole.CHECKBOX).check();
        own(page).nth(1).getByRole(AriaRole.CHECKBOX).check();
        page.getByRole(AriaRole.LINK, name("Compare")).click();
        page.getByLabel("Seconds per round").check();
        Locator chart = page.getByRole(AriaRole.IMG, name(Pattern.compile("Seconds per round by round.*; .*")));
        assertThat(chart).isVisible();
        page.getByRole(AriaRole.CHECKBOX, name("Accuracy").setExact(true)).uncheck();
        assertThat(page.getByRole(AriaRole.IMG, name(Pattern.compile("Accuracy by round.*"))))
                .hasCount(0);
        page.getByLabel("X axis").selectOption("time");
        page.getByLabel("Moving average").selectOption("3");
        page.getByLabel("Differences only").check();
        assertThat(page.getByRole(AriaRole.COLUMNHEADER, name("rounds").setExact(true)))
                .isVisible();
        assertThat(page.getByRole(AriaRole.COLUMNHEADER, name("Source"))).hasCount(0);
        assertThat(Chromium.barriers(page)).isEmpty();
        assertThat(saved(page, "LaTeX")).contains("\\begin{tabular}{l").contains("& $6$");
        assertThat(saved(page, "JSON")).contains("\"best_round\"").contains("\"rounds\": 7");
        assertThat(saved(page, "SVG: Seconds per round")).startsWith("<svg").contains("Seconds per round");
        page.reload();
        assertThat(chart).hasCount(1);
        assertThat(page.getByLabel("Moving average")).hasValue("3");
        assertThat(chromium.complaints()).isEmpty();
    }

    private static String saved(Page page, String button) throws IOException {
        return Files.readString(page.waitForDownload(
                        () -> page.getByRole(AriaRole.BUTTON, name(button)).click())
                .path());
    }
}
