// Before the first paint: the theme that the reader chose, if they chose one.
(function () {
  "use strict";
  try {
    var theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") { document.documentElement.setAttribute("data-theme", theme); }
  } catch { /* a browser that keeps nothing follows the system */ }
})();
