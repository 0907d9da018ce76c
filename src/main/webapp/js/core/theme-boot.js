// A classic script in the head: it sets the theme before the first paint.
(function () {
  let choice = null;
  try {
    choice = localStorage.getItem("kymata.theme");
  } catch {
    // Storage may be blocked; then the system decides.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = choice === "light" || choice === "dark" ? choice : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-bs-theme", theme);
})();
