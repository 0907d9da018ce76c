// Missing and late readings of a node, in words.
import { dayTime } from "./format.js";
import { t } from "./i18n.js";

/**
 * A short and a long text; null when no reading is missing or late.
 *
 * @param {{gaps?: {missing: number, since: number}, late?: number}} node
 * @returns {{short: string, long: string}|null}
 */
export function gapWords({ gaps, late = 0 }) {
  const missing = gaps?.missing ?? 0;
  const parts = [
    missing > 0 && { short: t("gaps.missing", { n: missing }), long: t("gaps.missingLong", { n: missing, since: dayTime(gaps.since) }) },
    late > 0 && { short: t("gaps.late", { n: late }), long: t("gaps.lateLong", { n: late }) },
  ].filter(Boolean);
  return parts.length === 0 ? null : { short: parts.map(({ short }) => short).join(" · "), long: parts.map(({ long }) => long).join(" ") };
}
