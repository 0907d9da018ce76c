// Just enough of a browser for the modules that have nothing to do with one.
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";

export const webapp = new URL("../../main/webapp/", import.meta.url);

globalThis.fetch = async (path) => ({
  ok: true,
  json: async () => JSON.parse(readFileSync(new URL(path, webapp), "utf8")),
});
globalThis.document = { documentElement: {}, hidden: false, addEventListener() {} };
globalThis.crypto ??= webcrypto; // global since Node.js 19 only
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail = null, ...options } = {}) {
    super(type, options);
    this.detail = detail;
  }
}; // global since Node.js 19 only
globalThis.navigator ??= { languages: ["en"] };
globalThis.localStorage = { getItem: () => null };

/** Imports a module of the web interface. */
export const load = (path) => import(new URL(path, webapp).href);
