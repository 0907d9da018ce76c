// Health problems of the hub, as a banner for everyone who is signed in. It disappears with the problem.
import { sentence } from "./api.js";
import { h, icon } from "./dom.js";
import { has, t } from "./i18n.js";
import { live } from "./live.js";

/** Shows the hub's current problems at the top of `main`. */
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

// A newer hub may report problems that this page has no text for.
function words({ fault, text, values }) {
  const key = values.direction ? `fault.${fault}.${values.direction}` : `fault.${fault}`;
  return has(key) ? t(key, values) : sentence(text);
}
