import { html, nothing, type TemplateResult } from "lit";
import type { Texts } from "../app/en";
import { href } from "../app/router";
import type { SimulationRecord } from "../service/types";
import { size } from "../ui/format";
import { icons } from "../ui/icons";

/** The models that are kept with a simulation, with links to predict with one and to deploy one. */
export function keptModels(record: SimulationRecord, t: Texts): TemplateResult | typeof nothing {
  const kept = record.models.filter((model) => model.kept_id !== undefined);
  if (kept.length === 0) {
    return nothing;
  }
  const bytes = kept.reduce((sum, model) => sum + model.size_bytes, 0);
  return html`<details class="small" data-test="kept">
    <summary>${t.details.kept(kept.length, size(bytes))}</summary>
    ${record.pinned ? html`<p class="muted">${t.details.exempt}</p>` : nothing}
    <ul class="kept">
      ${kept.map(
        ({ kept_id: id = "", size_bytes: bytes, path }) => html`<li class="row spread">
          <span class="break"><code>${id}</code> <span class="muted">${size(bytes)}</span></span>
          <span class="row">
            <a class="button plain" href=${href("predict", "", { models: [id] })} aria-label=${t.details.predictOne(id)}>${icons.predict} ${t.models.predict}</a>
            ${
              isDeployable(path)
                ? html`<a class="button plain" href=${href("models", "", { deploy: [id] })} aria-label=${t.details.deployOne(id)}>${icons.swap} ${t.details.deploy}</a>`
                : nothing
            }
          </span>
        </li>`,
      )}
    </ul>
  </details>`;
}

/** Whether the file may be a tensor model: an ONNX or TorchScript file. The service decides when it is deployed. */
export function isDeployable(path: string): boolean {
  return /\.(onnx|pt|torchscript)$/i.test(path);
}
