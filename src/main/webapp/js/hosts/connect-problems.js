// Why a host could not be connected, in words: what failed, and what to do about it.
import { has, t } from "../core/i18n.js";
import { isKymata } from "./host-address.js";

// Where the person looks first: the field that is likely to be wrong.
const INPUTS = { "name-unknown": "address", "forbidden-address": "address", refused: "port", "wrong-protocol": "port", "wrong-key": "key", "already-watched": "address" };

/** What to do about another Kymata is not what to do about an agent. */
function words(key, { address }) {
  return isKymata(address) && has(`${key}.kymata`) ? `${key}.kymata` : key;
}

/**
 * The words for a failure of `POST /api/hosts`.
 *
 * @param {{code?: string, message: string}} failure
 * @param {{address: string, port: string}} asked what the person typed
 * @returns {{title: string, text: string, detail: string|null, input: string|undefined}}
 */
export function problemWords({ code, message }, asked) {
  if (!has(`connect.problem.${code}`)) {
    return { title: t("error.title"), text: message, detail: null, input: undefined };
  }
  return {
    title: t(words(`connect.problem.${code}`, asked), asked),
    text: t(words(`connect.todo.${code}`, asked), asked),
    detail: t("connect.detail", { detail: message }),
    input: INPUTS[code],
  };
}
