// Calls to the hub. Addresses are relative, so that any context path works.
import { learnHubTime } from "./clock.js";
import { t } from "./i18n.js";

/**
 * A failed call; its message is for people. `status` is 0 when the hub was not reached; `code` is the
 * problem's code, if it has one.
 */
export class ApiError extends Error {
  constructor(status, message, { retryAfterSeconds = null, code } = {}) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.code = code;
  }
}

async function call(method, path, { body, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new ApiError(0, t("error.unreachable"));
  }
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (date) {
    learnHubTime(date, 1000);
  }
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  if (response.status === 401) {
    dispatchEvent(new Event("kymata:signed-out"));
  }
  const problem = await response.json().catch(() => null);
  throw new ApiError(
    response.status,
    problem?.detail ? sentence(problem.detail) : t("error.status", { status: String(response.status) }),
    { retryAfterSeconds: Number(response.headers.get("Retry-After")) || null, code: problem?.code },
  );
}

/** Makes a sentence of a text of the hub, which starts in lower case and ends without a full stop. */
export function sentence(text) {
  const trimmed = text.trim();
  return trimmed.charAt(0).toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? "" : ".");
}

/** The address with its parameters; a list repeats its parameter. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined) {
        query.append(name, one);
      }
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const api = {
  get: (path, options) => call("GET", path, options),
  post: (path, body = {}) => call("POST", path, { body }),
  patch: (path, body) => call("PATCH", path, { body }),
  delete: (path) => call("DELETE", path),
};

/** The address of the sign-in page, which leads back to this page afterwards. */
export function loginAddress() {
  const page = location.pathname.split("/").pop() + location.search;
  return page ? `login?to=${encodeURIComponent(page)}` : "login";
}
