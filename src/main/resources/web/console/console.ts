import "./console.css";
import { App } from "./app/app";
import { language } from "./app/language";
import { theme } from "./app/theme";
import { share, tokenIn } from "./service/share";
import { SharedPage } from "./shared/shared-page";

await language.start();
theme.apply();

// Each document shows one of the two pages. A change from one page to the other loads the document again.
share.token = tokenIn(location.hash);
// A timer calls this, because browsers record the call stack of each request and each WebSocket. If the module itself were
// on that stack, Chromium would parse the whole module again to find its lines.
setTimeout(() => customElements.define("flsys-app", share.isOpen ? SharedPage : App));
window.addEventListener("hashchange", () => {
  if (tokenIn(location.hash) !== share.token) {
    location.reload();
  }
});
