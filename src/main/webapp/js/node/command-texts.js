// Commands and their states in words.
import { clock, duration, number } from "../core/format.js";
import { t } from "../core/i18n.js";
import { changedAt, expiredAt, isPending, steps, UNSENT } from "./command-states.js";

const sentence = (text) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");

/** Why it failed. */
function reasonText(command) {
  if (command.state === "expired") {
    return command.reason ? sentence(command.reason) : t(`command.expired.${expiredAt(command)}`);
  }
  return command.reason ? sentence(command.reason) : t("command.noReason");
}

/** Its state: "Sent, waiting for 3 s", "Confirmed at 14:03:07", "Rejected: the tank is empty". */
export function commandStateText(command, now) {
  const { state } = command;
  if (isPending(command)) {
    return t("command.pending", { state: t(`command.${state}`), duration: duration(now - command.created) });
  }
  return state === "confirmed"
    ? t("command.ended", { state: t("command.confirmed"), time: clock(changedAt(command)) })
    : t("command.failed", { state: t(`command.${state}`), reason: reasonText(command) });
}

/** The same without the seconds, which screen readers should not repeat. */
export function announcement(label, command) {
  const failure = isPending(command) || command.state === "confirmed" ? "" : `: ${reasonText(command)}`;
  return `${label}: ${t(`command.${command.state}`)}${failure}`;
}

/** The reason of a failed command; empty for others. */
export function failureText(command) {
  return isPending(command) || command.state === "confirmed" ? "" : reasonText(command);
}

/** "queued 14:03:07, sent +0.1 s, confirmed +1.3 s". */
export function stepsText(command) {
  return steps(command)
    .filter(({ state }) => state !== UNSENT)
    .map(({ state, time, afterMillis }, i) =>
      t("command.step", { state: t(`command.${state}`).toLowerCase(), time: i === 0 ? clock(time) : t("command.after", { seconds: afterText(afterMillis) }) }),
    )
    .join(", ");
}

const afterText = (millis) => (millis < 60_000 ? t("command.seconds", { n: number(millis / 1000, millis < 10_000 ? 2 : 0) }) : duration(millis));
