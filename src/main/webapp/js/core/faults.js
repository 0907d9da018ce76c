// What is wrong with the hub itself: a calm banner for everybody who is signed in, which goes by itself.
import { sentence } from "./api.js";
import { h, icon } from "./dom.js";
import { has, t } from "./i18n.js";
import { live } from "./live.js";

/** Shows what is wrong first in `main`, and takes it away when it is over. */
export function showFaults(main) {
  const banner = h("div", { class: "faults", id: "faults", role: "status", "aria-live": "polite" });
  main.prepend(banner);
  live.subscribe({
    topics: () => [],
    welcome: ({ faults = [] }) => show(banner, faults),
    faults: ({ faults }) => {
      show(banner, faults);
      if (faults.some(({ fault }) => fault === "clock-set")) {
        live.refetch();
      }
    },
  });
}

function show(banner, faults) {
  banner.replaceChildren(
    ...faults.map((fault) => h("div", { class: "notice page-notice fault", data: { fault: fault.fault } }, icon("exclamation-triangle"), h("span", {}, words(fault)))),
  );
}

// A hub that is newer than this page may know faults that the page has no words for.
function words({ fault, text, values }) {
  const key = values.direction ? `fault.${fault}.${values.direction}` : `fault.${fault}`;
  return has(key) ? t(key, values) : sentence(text);
}
