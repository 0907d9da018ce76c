// The frame of every page: sidebar, top bar with badge, theme, language and user. It also starts a page: first
// the session, then the live feed, then the view.
import "./badge.js";
import "./connection-line.js";
import "./icon.js";
import { loginAddress } from "./api.js";
import { h, icon } from "./dom.js";
import { showFaults } from "./faults.js";
import { languages, locale, setLanguage, t, translate } from "./i18n.js";
import { live } from "./live.js";
import { pendingCount, showAutoAdoption } from "./pending-count.js";
import { pendingNodes } from "./pending-nodes.js";
import { keepSessionAlive, may, session } from "./session.js";
import { errorState } from "./states.js";
import { setTheme, theme, themes } from "./theme.js";

const PAGES = [
  { page: "dashboard", address: "./", icon: "grid-1x2", role: "viewer" },
  { page: "nodes", address: "nodes.html", icon: "broadcast", role: "viewer" },
  { page: "hosts", address: "hosts.html", icon: "pc-display", role: "viewer" },
  { page: "pending", address: "pending.html", icon: "inbox", role: "operator", count: pendingCount },
  // The bar on a phone has room for five; the user menu has the others.
  { page: "add-node", address: "add-node.html", icon: "plus-circle", role: "operator", wide: true },
  { page: "audit", address: "audit.html", icon: "journal-text", role: "operator", wide: true },
  { page: "accounts", address: "accounts.html", icon: "people", role: "admin" },
];
const THEME_ICONS = { auto: "circle-half", light: "sun", dark: "moon" };

/**
 * Builds the frame, and the view as soon as the session is known.
 *
 * @param {string} page the current page in the sidebar
 * @param {string} title of the page
 * @param {(session: object) => HTMLElement} view makes the content of `main`
 */
export async function startPage(page, title, view) {
  translate(document.body);
  buildTopbar(title);
  const main = document.getElementById("main");
  try {
    const known = await session;
    buildSidebar(page, known);
    buildUserMenu(known.user);
    live.addEventListener("state", showState);
    showFaults(main);
    if (may(known.user, "operator")) {
      showAutoAdoption(main);
      pendingNodes.start();
    }
    live.start();
    keepSessionAlive();
    main.append(view(known));
  } catch (failure) {
    if (failure.status === 401) {
      location.replace(loginAddress());
      return;
    }
    main.append(errorState(failure, () => location.reload()));
  }
}

/** The page's title, in the top bar and in the browser's. */
export function setTitle(title) {
  document.title = title ? t("frame.title", { page: title }) : "Kymata";
  document.getElementById("page-title").textContent = title;
}

/** The element for tools of the whole page, such as the time range. */
export function topbarTools() {
  return document.getElementById("topbar-tools");
}

function buildTopbar(title) {
  const top = document.getElementById("topbar");
  top.append(
    h("h1", { id: "page-title" }),
    h("div", { id: "topbar-tools", class: "topbar-tools" }),
    h("div", { class: "topbar-end", id: "topbar-end" }, h("k-connection-badge"), ...themeMenu(), ...languageMenu()),
  );
  setTitle(title);
}

function buildSidebar(page, { user, version }) {
  const links = PAGES.filter((link) => may(user, link.role)).map((link) =>
    h(
      "li",
      { class: link.wide ? "wide-page" : "" },
      h(
        "a",
        { href: link.address, "aria-current": link.page === page ? "page" : null },
        icon(link.icon),
        h("span", {}, t(`nav.${link.page}`)),
        link.count?.(),
      ),
    ),
  );
  document.getElementById("sidebar").append(
    h("a", { class: "brand", href: "./" }, h("img", { src: "favicon.svg", alt: "" }), "Kymata"),
    h("ul", { class: "nav-list" }, ...links),
    h("div", { class: "sidebar-foot" }, h("k-connection-line"), h("p", { class: "version" }, t("frame.version", { version }))),
  );
}

function themeMenu() {
  const sign = icon(THEME_ICONS[theme()]);
  const items = themes.map((choice) =>
    h("button", { type: "button", class: "menu-item", role: "menuitemradio", data: { choice } }, icon(THEME_ICONS[choice]), t(`theme.${choice}`)),
  );
  const mark = () => {
    sign.setAttribute("name", THEME_ICONS[theme()]);
    items.forEach((item) => item.setAttribute("aria-checked", String(item.dataset.choice === theme())));
  };
  mark();
  return menu("theme-menu", t("theme.title"), sign, items, (item) => {
    setTheme(item.dataset.choice);
    mark();
  });
}

function languageMenu() {
  if (languages.length < 2) {
    return [];
  }
  const items = languages.map(({ code, name }) =>
    h("button", { type: "button", class: "menu-item", role: "menuitemradio", lang: code, data: { code }, "aria-checked": String(code === locale) }, name),
  );
  return menu("language-menu", t("frame.language"), icon("translate"), items, (item) => setLanguage(item.dataset.code));
}

function buildUserMenu(user) {
  const pages = PAGES.filter((link) => link.wide && may(user, link.role)).map((link) =>
    h("a", { class: "menu-item narrow-only", role: "menuitem", href: link.address }, icon(link.icon), t(`nav.${link.page}`)),
  );
  const password = h("a", { class: "menu-item", role: "menuitem", href: "account.html" }, icon("shield-lock"), t("user.password"));
  const keys = h("a", { class: "menu-item", role: "menuitem", href: "account.html#keys" }, icon("key"), t("user.keys"));
  // A form, not a fetch: it also works when the scripts of the page fail.
  const out = h("button", { type: "submit", class: "menu-item", role: "menuitem", formAction: "logout", formMethod: "post" }, icon("box-arrow-right"), t("user.signOut"));
  out.setAttribute("form", "sign-out-form");
  const head = h("p", { class: "menu-head" }, h("strong", {}, user.name), t(`role.${user.role}`));
  const form = h("form", { id: "sign-out-form", method: "post", action: "logout", hidden: true });
  document.getElementById("topbar-end").append(
    ...menu("user-menu", t("user.title", { name: user.name }), icon("person-circle"), [...pages, password, keys, out], null, head),
    form,
  );
}

/** A button with a menu as a popover: the browser closes it on Escape or a click elsewhere, and returns the focus. */
function menu(id, label, sign, items, chosen, head) {
  const list = h("div", { role: "menu", "aria-label": label }, ...items);
  const box = h("div", { id, class: "menu", popover: "auto" }, head, list);
  const button = h("button", { type: "button", class: "btn btn-quiet btn-icon", "aria-label": label, title: label, "aria-haspopup": "menu", popovertarget: id }, sign);
  const shown = () => items.filter((item) => item.checkVisibility());
  box.addEventListener("toggle", (event) => event.newState === "open" && shown()[0].focus());
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const all = shown();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest(".menu-item");
    if (item && chosen) {
      chosen(item);
      box.hidePopover();
    }
  });
  return [button, box];
}

let notice = null;

function showState() {
  document.body.classList.toggle("stale", !live.isLive && live.state.name !== "connecting");
  const out = live.state.name === "signed-out";
  if (out && !notice) {
    notice = h(
      "div",
      { class: "notice notice-bad page-notice" },
      h("span", {}, t("signedOut.text")),
      h("a", { href: live.state.address }, t("signedOut.action")),
    );
    document.getElementById("main").prepend(notice);
  } else if (!out) {
    notice?.remove();
    notice = null;
  }
}
