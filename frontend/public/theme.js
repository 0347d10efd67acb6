// Sets the colour scheme before the first paint. The content security policy allows no inline
// script, so this is a file of its own; src/shell/theme.ts keeps the choice up to date afterwards.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("steward.theme");
  } catch {
    // Storage may be refused; then the system decides.
  }
  const dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
