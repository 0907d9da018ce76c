// Preferences of a person, stored in this browser for each user name (not yet at the hub).

/** Preferences of one user: `get(name, otherwise)` and `set(name, value)`. */
export function preferences(userName) {
  const key = (name) => `kymata.${userName}.${name}`;
  return {
    get(name, otherwise) {
      try {
        return JSON.parse(localStorage.getItem(key(name))) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(key(name), JSON.stringify(value));
      } catch {
        // Storage may be full or blocked: then the preference is lost with the page.
      }
    },
  };
}
