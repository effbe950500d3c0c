(function () {
  "use strict";
  var root = document.documentElement;
  var button = document.getElementById("theme");
  if (!button) { return; }
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function isDark() {
    var set = root.getAttribute("data-theme");
    return set ? set === "dark" : system.matches;
  }
  function name() { button.textContent = isDark() ? "Light" : "Dark"; }
  button.hidden = false;
  button.addEventListener("click", function () {
    root.setAttribute("data-theme", isDark() ? "light" : "dark");
    name();
  });
  system.addEventListener("change", name);
  name();
})();
