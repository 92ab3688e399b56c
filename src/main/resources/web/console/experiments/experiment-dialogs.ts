import { html, nothing, type TemplateResult } from "lit";
import { deleteExperiment, type Experiment } from "../service/experiments";
import type { Deletion } from "../service/types";
import { ConsoleElement } from "../ui/element";
import { failure } from "../ui/failure";
import { dialogs, shared } from "../ui/styles";

/** The questions before an experiment is stopped (`stop`), and before it is deleted (`deleted`, with the answer). */
export class ExperimentDialogs extends ConsoleElement {
  static override properties = {
    experiment: { attribute: false },
    question: { state: true },
    busy: { state: true },
    error: { state: true },
  };
  static override styles = [shared, dialogs];

  declare experiment: Experiment;
  declare question: "stop" | "delete" | undefined;
  declare busy: boolean;
  declare error: Error | undefined;

  constructor() {
    super();
    this.busy = false;
  }

  askToStop(): void {
    void this.ask("stop");
  }

  askToDelete(): void {
    void this.ask("delete");
  }

  override render() {
    const t = this.t.experiments;
    const { question } = this;
    return html`<dialog aria-labelledby="question" @close=${() => (this.question = undefined)}>
      ${
        question === undefined
          ? nothing
          : html`<form method="dialog" class="stack" @submit=${this.submit}>
              <h2 id="question">${question === "stop" ? t.stopQuestion : t.deleteQuestion}</h2>
              ${question === "stop" ? html`<p class="muted">${t.stopExplained}</p>` : this.deletion()}
              ${this.error ? failure(this.error, this.t) : nothing}
              <div class="row">
                <button class="danger" value="yes" ?disabled=${this.busy}>${question === "stop" ? t.stopNow : t.deleteNow}</button>
                <button value="" autofocus>${question === "stop" ? t.keep : t.cancel}</button>
              </div>
            </form>`
      }
    </dialog>`;
  }

  private deletion(): TemplateResult {
    const t = this.t.experiments;
    return html`<p class="muted">${t.deleteExplained}</p>
      <label class="row"><input type="checkbox" id="runs" /> ${t.withRuns}</label>`;
  }

  private async ask(question: "stop" | "delete"): Promise<void> {
    this.question = question;
    this.error = undefined;
    await this.updateComplete;
    this.dialog()?.showModal();
  }

  private async submit(event: SubmitEvent): Promise<void> {
    if ((event.submitter as HTMLButtonElement | null)?.value !== "yes") {
      return;
    }
    if (this.question === "stop") {
      this.dispatchEvent(new Event("stop"));
      return;
    }
    event.preventDefault();
    this.busy = true;
    this.error = undefined;
    try {
      const withRuns = this.renderRoot.querySelector<HTMLInputElement>("#runs")?.checked ?? false;
      const deletion = await deleteExperiment(this.experiment.id, withRuns);
      this.dialog()?.close();
      this.dispatchEvent(new CustomEvent<Deletion>("deleted", { detail: deletion }));
    } catch (failed) {
      this.error = failed as Error;
    }
    this.busy = false;
  }

  private dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }
}

customElements.define("experiment-dialogs", ExperimentDialogs);
