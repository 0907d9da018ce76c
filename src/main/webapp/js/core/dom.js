// Builds elements without markup in strings: nothing that comes from outside can become HTML.

/**
 * An element with its properties and children.
 *
 * @param {string} tag name of the element
 * @param {object} [props] `class`, `data` (dataset), `on` (listeners), a property of the element, or
 *     else an attribute; null, undefined and false are left out
 * @param {...(Node|string|null)} children
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === "data") {
      Object.assign(element.dataset, value);
    } else if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (name === "class") {
      element.className = value;
    } else if (name in element && typeof element[name] !== "object") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...present(children));
  return element;
}

/** Replaces the children of an element; null, undefined and false are left out, as in `h`. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

function present(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}

/** An icon of bootstrap-icons; always use it beside a word or inside a labelled element. */
export function icon(name) {
  return h("k-icon", { name, "aria-hidden": "true" });
}

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };

/** Sets the roles of a table's parts: browsers drop them when the layout on a phone is not a table. */
export function withTableRoles(part) {
  for (const element of [part, ...part.querySelectorAll("thead, tbody, tr, th, td")]) {
    element.setAttribute("role", ROLES[element.tagName]);
  }
  return part;
}

/** Sets a text node's text when it differs: an unchanged value costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
    return true;
  }
  return false;
}
