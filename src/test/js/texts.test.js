import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { webapp } from "./environment.js";

const read = (path) => readFileSync(new URL(path, webapp), "utf8");
const files = (folder, ending) =>
  readdirSync(new URL(folder, webapp), { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => folder + name);
const texts = JSON.parse(read("i18n/en.json"));
const scripts = files("js/", ".js").map((path) => [path, read(path)]);
const pages = [...readdirSync(webapp), "contenu/index.html"].filter((name) => name.endsWith(".html")).map((path) => [path, read(path)]);

test("everyTextThatIsAskedForExists", () => {
  for (const [path, source] of [...scripts, ...pages]) {
    const keys = [...source.matchAll(/\bt\(\s*"([^"]+)"|data-i18n(?:-[a-z-]+)?="([^"]+)"/g)].map((found) => found[1] ?? found[2]);
    for (const key of keys) {
      assert.ok(Object.hasOwn(texts, key), `${path} asks for ${key}`);
    }
  }
});

test("everyTextIsAskedFor", () => {
  const all = scripts.map(([, source]) => source).join("\n") + pages.map(([, source]) => source).join("\n");
  const prefixes = [...all.matchAll(/`([\w-]+\.)[^`]*\$\{/g)].map((found) => found[1]);
  for (const key of Object.keys(texts)) {
    assert.ok(all.includes(`"${key}"`) || prefixes.some((prefix) => key.startsWith(prefix)), `no page asks for ${key}`);
  }
});

test("pagesWithoutScriptsSayTheSameAsTheTexts", () => {
  const login = read("login.html");
  for (const [, key, text] of login.matchAll(/data-i18n="([^"]+)"[^>]*>([^<]+)</g)) {
    assert.equal(text, texts[key], key);
  }
  assert.ok(login.includes("<!--message-->") && login.includes('value="@to@"'));
});

test("pagesKeepToTheContentSecurityPolicy", () => {
  for (const [path, source] of pages) {
    assert.doesNotMatch(source, /\sstyle=|\son[a-z]+=|<style|javascript:/, path);
    for (const [, attributes] of source.matchAll(/<script([^>]*)>/g)) {
      assert.match(attributes, /src=|type="importmap"/, path);
    }
  }
});

test("addressesAreRelativeAndStayHere", () => {
  for (const [path, source] of pages) {
    for (const [, address] of source.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      assert.doesNotMatch(address, /^(\/|[a-z]+:)/, `${path}: ${address}`);
    }
  }
});

test("coloursAreOnlyInTheTokens", () => {
  for (const path of files("css/", ".css").filter((name) => !name.endsWith("tokens.css"))) {
    assert.doesNotMatch(read(path), /#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(/i, path);
  }
});
