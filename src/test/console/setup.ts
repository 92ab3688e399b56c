import { vi } from "vitest";

// The console's modules need these parts of a page when they are loaded.
vi.stubGlobal("navigator", { languages: ["en-GB"] });
vi.stubGlobal("window", new EventTarget());
vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false, documentElement: {} }));
