package dev.flsys.testsupport;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;

/** Parts of the console's pages, and options of Playwright, for static import. */
public final class ConsolePage {

    private ConsolePage() {}

    /** Starts a simulation with the values of the form. */
    public static void begin(Page page) {
        page.getByRole(AriaRole.BUTTON, name("Start").setExact(true)).click();
    }

    /** The state of the simulation that the page shows. */
    public static Locator state(Page page) {
        return page.locator("simulation-view [data-state]");
    }

    public static Page.GetByRoleOptions name(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    public static Page.GetByRoleOptions name(Pattern name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    /** The exact name of a part of another part. */
    public static Locator.GetByRoleOptions in(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    public static Locator.GetByRoleOptions in(Pattern name) {
        return new Locator.GetByRoleOptions().setName(name);
    }

    public static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
