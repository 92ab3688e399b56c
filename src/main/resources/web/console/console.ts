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
customElements.define("flsys-app", share.isOpen ? SharedPage : App);
window.addEventListener("hashchange", () => {
  if (tokenIn(location.hash) !== share.token) {
    location.reload();
  }
});
