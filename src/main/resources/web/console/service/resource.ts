import type { ReactiveController, ReactiveControllerHost } from "lit";
import { retries } from "./retries";

/**
 * An answer of the service that views show: its latest value, and the error of the last request if it failed.
 * Dispatches `change` after each request. A request that fails temporarily is repeated, see {@link retries}.
 *
 * With a host, the answer is requested whenever the host is connected, and it updates the host.
 */
export class Resource<T> extends EventTarget implements ReactiveController {
  value: T | undefined;
  error: Error | undefined;
  private pending: Promise<void> | undefined;
  private wanted: boolean;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly host?: ReactiveControllerHost,
  ) {
    super();
    this.wanted = host === undefined;
    host?.addController(this);
  }

  hostConnected(): void {
    this.wanted = true;
    void this.load();
  }

  hostDisconnected(): void {
    this.wanted = false;
    retries.forget(this);
  }

  /** Requests the answer. Concurrent calls share one request. */
  load(): Promise<void> {
    return this.pending ?? this.reload();
  }

  /** Requests the answer again. The result of an earlier pending request is ignored. */
  reload(): Promise<void> {
    const request: Promise<void> = this.request(() => this.pending === request).finally(() => {
      if (this.pending === request) {
        this.pending = undefined;
      }
    });
    this.pending = request;
    return request;
  }

  private async request(isLatest: () => boolean): Promise<void> {
    let outcome: { value: T } | { error: Error };
    try {
      outcome = { value: await this.ask() };
    } catch (failed) {
      outcome = { error: failed as Error };
    }
    if (!isLatest()) {
      return;
    }
    if ("error" in outcome) {
      this.error = outcome.error;
      if (this.wanted) {
        retries.add(this, outcome.error, () => void this.load());
      }
    } else {
      this.value = outcome.value;
      this.error = undefined;
      retries.forget(this);
    }
    this.host?.requestUpdate();
    this.dispatchEvent(new Event("change"));
  }
}
