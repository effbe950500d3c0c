// What every page has: the theme, keys, the palette, and news of what others do.
const root = document.documentElement;
const program = document.body.dataset.program;

export const token = () => document.querySelector('meta[name="csrf-token"]').content;

export async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body),
  });
  const told = await answer.json().catch(() => ({ message: "The server did not answer as expected." }));
  return { ok: answer.ok, status: answer.status, told };
}

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

// What is wrong with what was sent is told where it was sent from.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

// Theme.
const button = document.getElementById("theme");
const system = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const nameTheme = () => { button.textContent = isDark() ? "Light" : "Dark"; };
button.hidden = false;
button.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept, then */ }
  nameTheme();
  document.dispatchEvent(new Event("theme"));
});
system.addEventListener("change", () => { nameTheme(); document.dispatchEvent(new Event("theme")); });
nameTheme();

// Dialogs.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) { document.getElementById(opener.dataset.open).showModal(); }
});

// Ticking all of a name.
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-tick]");
  if (all) { document.querySelectorAll(`input[name="${CSS.escape(all.dataset.tick)}"]`).forEach((box) => { box.checked = true; }); }
});

// Keys, unless somebody is typing.
const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");
let going = 0;
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
  if (event.key === "?") { document.getElementById("keys").showModal(); return; }
  if (Date.now() - going < 1500) {
    going = 0;
    if (event.key === "a") { location.href = "/"; return; }
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); event.stopPropagation(); link.click(); }
    return;
  }
  if (event.key === "g") { going = Date.now(); }
}, true);

// The palette: pages at once, rows of the program when something was typed.
const palette = document.getElementById("palette");
const words = document.getElementById("palette-words");
const list = document.getElementById("palette-found");
let found = [];
let chosen = 0;
let rows = null;

// Pages that stand below another, and whether they belong to the plan.
const MORE = [
  ["Board", "board", true], ["Change requests", "requests"], ["Baselines", "baselines"], ["Trace, links to look at anew", "trace", true],
  ["Why it moved", "why"], ["Ways out", "options"], ["Issues, assumptions, dependencies", "register"],
  ["Goals, requirements, components", "registers/goals"], ["Decisions and reviews", "registers/decisions"],
  ["Risk register, triggers, plans B", "registers/risks"], ["Limits and what-ifs", "registers/what-ifs"],
  ["Milestones, launches, sprints, backlogs", "registers/milestones", true],
  ["People, teams, stakeholders, calendars", "registers/people", true],
  ["Ladders, rotations, incidents", "registers/duty", true],
  ["Escalations", "escalations"], ["On call", "on-call", true],
];

function openPalette() {
  if (palette.open) { return; }
  words.value = "";
  palette.showModal();
  search();
  if (rows === null && program) {
    rows = [];
    fetch(`/p/${program}/names/`).then((answer) => answer.ok ? answer.json() : { rows: [] })
      .then((told) => { rows = told.rows; search(); });
  }
}

function search() {
  const asked = words.value.trim().toLowerCase();
  const pages = [...document.querySelectorAll("[data-go]")]
    .map((link) => ({ title: link.textContent, kind: "page", address: link.getAttribute("href") }));
  if (program) { for (const [title, path, plan] of MORE) { if (!plan || document.querySelector('[data-go="l"]')) { pages.push({ title, kind: "page", address: `/p/${program}/${path}/` }); } } }
  pages.push({ title: "All programs", kind: "page", address: "/" });
  const all = asked ? [...pages, ...(rows || [])] : pages;
  found = all.filter((one) => !asked || `${one.title} ${one.key || ""}`.toLowerCase().includes(asked)).slice(0, 20);
  chosen = 0;
  list.replaceChildren(...found.map((one, number) => {
    const item = document.createElement("li");
    item.id = `found-${number}`;
    item.role = "option";
    item.append(one.title);
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = one.kind;
    item.append(kind);
    item.addEventListener("click", () => { location.href = one.address; });
    return item;
  }));
  mark();
}

function mark() {
  [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === chosen)));
  words.setAttribute("aria-activedescendant", found.length ? `found-${chosen}` : "");
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

words.addEventListener("input", search);
words.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    chosen = Math.max(0, Math.min(found.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
    mark();
  } else if (event.key === "Enter" && found[chosen]) {
    event.preventDefault();
    location.href = found[chosen].address;
  }
});

// News: what others change, and studies that are ready, as the server tells.
const news = document.getElementById("news");

export function say(text, ...actions) {
  news.replaceChildren(text.replaceAll("`", ""), ...actions.map(([label, act]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => { news.replaceChildren(); act(); });
    return made;
  }));
  clearTimeout(say.timer);
  say.timer = setTimeout(() => news.replaceChildren(), 10000);
}

// Whether somebody has begun to fill in a form, which must not be taken from under their hands.
function begun() {
  return [...document.querySelectorAll("main form")].some((form) => [...form.elements].some((one) => (
    one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked
      : one.tagName === "SELECT" ? one.selectedIndex !== Math.max(0, [...one.options].findIndex((option) => option.defaultSelected))
      : "defaultValue" in one && one.type !== "hidden" && one.value !== one.defaultValue)));
}

// What was opened stays open, and whoever was on a link stays on it.
function renew(old, fresh) {
  const opened = [...old.querySelectorAll("details")].map((one) => one.open);
  const link = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const said = fresh.querySelector(".messages") ? [] : [...old.querySelectorAll(".messages")];
  old.replaceChildren(...said, ...fresh.children);
  [...old.querySelectorAll("details")].forEach((one, number) => { one.open = opened[number] ?? one.open; });
  if (link) { old.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true }); }
  window.htmx?.process(old);
  document.dispatchEvent(new Event("page:fresh"));
}

// What somebody holds with the pointer, or drags, is not taken from under it: the news wait.
let holding = false;
let missed = false;
let waiting = [];
addEventListener("pointerdown", () => { holding = true; });
addEventListener("dragstart", () => { holding = "dragging"; });
for (const end of ["pointerup", "pointercancel", "dragend"]) {
  addEventListener(end, (event) => {
    if (holding === "dragging" && event.type !== "dragend") { return; }
    holding = false;
    waiting.splice(0).forEach((go) => go());
    if (missed) { missed = false; refresh(); }
  });
}

// The page as it is now, asked for and given only while nothing is held; null where it cannot be had.
export async function freshPage() {
  for (;;) {
    if (holding) { await new Promise((go) => { waiting.push(go); }); }
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok) { return null; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!holding) { return page; }
  }
}

// Somebody types, or has begun to: what is there stays until they are done.
function busy() {
  if (holding) { missed = true; return true; }
  if (document.activeElement?.matches("main input, main select, main textarea")) { return true; }
  if (begun()) { say("There is something new.", ["Show it", () => location.reload()]); return true; }
  return false;
}

async function refresh() {
  if (!document.querySelector("[data-live]") || busy()) { return; }
  const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
  if (!answer.ok) { return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (main && !busy()) { renew(document.querySelector("main"), main); }
}

if (program && window.EventSource) {
  const stream = new EventSource(`/p/${program}/events/?after=${document.body.dataset.number}&studied=${document.body.dataset.studied || 0}`);
  const on = (name) => stream.addEventListener(name, (event) => {
    const told = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent(`program:${name}`, { detail: told }));
    refresh();
  });
  on("changed");
  on("studied");
  addEventListener("pagehide", () => stream.close());
}
