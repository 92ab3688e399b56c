import { ROOT } from "../service/root";
import { runName } from "../service/run-name";
import { type FollowedSimulation, type News, simulations } from "../service/simulations";
import { texts } from "./language";
import { lasting } from "./preferences";
import { go, href, place } from "./router";

/** The time in which a visible tab must answer that it shows the simulation. */
const ANSWER_MILLIS = 500;
/** The latest notices that the browser remembers for all tabs. */
const MAX_CLAIMS = 100;

type Message = { kind: "who shows" | "shown"; id: string };

/**
 * Notifications of the browser when a simulation of this session ends or stalls. They are off until the reader turns
 * them on. If several tabs are open, one of them shows a notification. None does while a visible tab shows the
 * simulation. Dispatches `change` when the choice or the permission changes.
 */
export class Notices extends EventTarget {
  private readonly channel =
    "BroadcastChannel" in globalThis ? new BroadcastChannel(`flsys ${ROOT.pathname}`) : undefined;
  private readonly shown = new Set<string>();

  constructor() {
    super();
    this.channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      if (data.kind === "shown") {
        this.shown.add(data.id);
      } else if (isVisible(data.id)) {
        this.channel?.postMessage({ kind: "shown", id: data.id } satisfies Message);
      }
    });
  }

  /** Whether the browser can show notifications here. It cannot without HTTPS, except at localhost. */
  get supported(): boolean {
    return "Notification" in globalThis;
  }

  /** Whether the reader refused notifications in the browser. */
  get blocked(): boolean {
    return this.supported && Notification.permission === "denied";
  }

  get on(): boolean {
    return this.supported && Notification.permission === "granted" && lasting.read("notices") === "on";
  }

  /** Turns notifications on or off. Asks for the permission of the browser if it is needed. */
  async toggle(): Promise<void> {
    if (this.on) {
      lasting.write("notices", "off");
    } else if ((await Notification.requestPermission()) === "granted") {
      lasting.write("notices", "on");
    }
    this.dispatchEvent(new Event("change"));
  }

  /** Shows a notification, unless a visible tab shows the simulation, or another tab has shown it. */
  async show({ simulation, what, key }: News): Promise<void> {
    if (!this.on) {
      return;
    }
    const { id } = simulation;
    const seen = isVisible(id) || (await this.isShownElsewhere(id));
    if ((await claim(key)) && !seen) {
      const notification = new Notification(title(simulation, what), {
        body: simulation.reason.detail ? texts().simulate.reason(simulation.reason.detail) : "",
        tag: `flsys ${ROOT.pathname} ${key}`,
      });
      notification.onclick = () => {
        window.focus();
        go(href("simulate", id));
        notification.close();
      };
    }
  }

  private async isShownElsewhere(id: string): Promise<boolean> {
    if (!this.channel) {
      return false;
    }
    this.shown.delete(id);
    this.channel.postMessage({ kind: "who shows", id } satisfies Message);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MILLIS));
    return this.shown.has(id);
  }
}

function isVisible(id: string): boolean {
  const { view, item } = place();
  return !document.hidden && view === "simulate" && item === id;
}

function title(simulation: FollowedSimulation, what: News["what"]): string {
  const t = texts();
  const name = simulation.record ? runName(simulation.record) : simulation.id;
  return t.notices.title(name, what === "stalled" ? t.simulate.troubles("stalled") : t.simulate.states[what]);
}

/** Whether no tab has claimed the notice before. Tabs claim one after the other. */
async function claim(key: string): Promise<boolean> {
  const take = (): boolean => {
    const claims = (lasting.read("noticed") ?? "").split("\n").filter(Boolean);
    if (claims.includes(key)) {
      return false;
    }
    lasting.write("noticed", [...claims, key].slice(-MAX_CLAIMS).join("\n"));
    return true;
  };
  return "locks" in navigator ? navigator.locks.request(`flsys ${ROOT.pathname} notices`, take) : take();
}

export const notices = new Notices();

simulations.addEventListener("news", (event) => void notices.show((event as CustomEvent<News>).detail));
