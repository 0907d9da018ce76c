// Explains why a host could not be connected, and what to do.
import { has, t } from "../core/i18n.js";
import { isKymata } from "./host-address.js";

// The field that is probably wrong gets the focus.
const INPUTS = { "name-unknown": "address", "forbidden-address": "address", refused: "port", "wrong-protocol": "port", "wrong-key": "key", "already-watched": "address" };

/** The key of the text; another Kymata may have its own. */
function keyFor(key, { address }) {
  return isKymata(address) && has(`${key}.kymata`) ? `${key}.kymata` : key;
}

/**
 * The texts for a failure of `POST /api/hosts`.
 *
 * @param {{code?: string, message: string}} failure
 * @param {{address: string, port: string}} asked what the person typed
 * @returns {{title: string, text: string, detail: string|null, input: string|undefined}}
 */
export function problemTexts({ code, message }, asked) {
  if (!has(`connect.problem.${code}`)) {
    return { title: t("error.title"), text: message, detail: null, input: undefined };
  }
  return {
    title: t(keyFor(`connect.problem.${code}`, asked), asked),
    text: t(keyFor(`connect.todo.${code}`, asked), asked),
    detail: t("connect.detail", { detail: message }),
    input: INPUTS[code],
  };
}
