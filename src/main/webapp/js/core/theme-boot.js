// A classic script in the head: the theme is right before the first pixel is painted.
(function () {
  let choice = null;
  try {
    choice = localStorage.getItem("kymata.theme");
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = choice === "light" || choice === "dark" ? choice : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-bs-theme", theme);
})();
