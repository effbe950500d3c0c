// Tables whose cells are edited where they stand: arrows move, Enter edits and keeps, Escape leaves.
import { freshPage, post, say } from "./app.js";

let here = null;
const place = () => document.querySelector("[data-edit]");
const cellsOf = (row) => [...row.querySelectorAll("td[data-field]")];

// One cell of a table can be reached by Tab; the arrows do the rest.
function prepare() {
  if (!place()) { return; }
  for (const table of place().querySelectorAll("table.editable")) {
    for (const cell of table.querySelectorAll("td[data-field]")) { if (!cell.hasAttribute("tabindex")) { cell.tabIndex = -1; } }
    if (!table.querySelector('td[tabindex="0"]')) { const first = table.querySelector("td[data-field]"); if (first) { first.tabIndex = 0; } }
  }
  if (here) {
    const again = place().querySelector(`tr[data-key="${CSS.escape(here.key)}"] td[data-field="${here.field}"]`);
    if (again && document.activeElement === document.body) { go(again); }
  }
}

function go(cell) {
  if (!cell) { return; }
  cell.closest("table").querySelectorAll('td[tabindex="0"]').forEach((one) => { one.tabIndex = -1; });
  cell.tabIndex = 0;
  cell.focus();
  here = { key: cell.closest("tr").dataset.key, field: cell.dataset.field };
}

function edit(cell, begin) {
  if (cell.querySelector("input, select")) { return; }
  const box = cell.firstElementChild;
  const before = [...box.childNodes];
  const name = cell.dataset.label;
  let field;
  if (cell.dataset.choices) {
    field = document.createElement("select");
    field.append(...cell.dataset.choices.split("|").map((each) => { const option = document.createElement("option"); option.value = each; option.textContent = each || "Not said"; option.selected = each === cell.dataset.text; return option; }));
  } else {
    field = document.createElement("input");
    field.value = begin ?? cell.dataset.text;
    field.autocomplete = "off";
    if (cell.dataset.names) { field.setAttribute("list", cell.dataset.names); }
  }
  field.setAttribute("aria-label", name);
  box.replaceChildren(field);
  field.focus();
  if (field.select && begin === undefined) { field.select(); }
  let over = false;
  const leave = () => { over = true; box.replaceChildren(...before); };
  const keep = async () => {
    if (over) { return; }
    if (field.value === cell.dataset.text) { leave(); return; }
    over = true;
    field.disabled = true;
    const answer = await post(place().dataset.edit, {
      base: Number(place().dataset.number), section: cell.closest("table").dataset.section,
      key: cell.closest("tr").dataset.key, field: cell.dataset.field, text: field.value,
    });
    if (answer.ok) { place().dataset.number = answer.told.number; await reload(); say("Kept.", ["Undo", undo]); } else {
      say([answer.told.message, answer.told.hint].filter(Boolean).join(" "));
      over = false;
      field.disabled = false;
      field.focus();
    }
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); leave(); go(cell); }
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); keep(); }
    if (event.key === "Tab") { keep(); }
  });
  field.addEventListener("blur", () => { if (!over) { if (field.value === cell.dataset.text) { leave(); } else { keep(); } } });
  if (field.tagName === "SELECT") { field.addEventListener("change", keep); }
}

async function undo() {
  const { ok, told } = await post(place().dataset.undo, { base: Number(place().dataset.number) });
  if (!ok) { say(told.message); return; }
  await reload();
  say("Taken back.");
}

async function reload() {
  const fresh = (await freshPage())?.querySelector("[data-edit]");
  if (!fresh) { return; }
  const opened = [...place().querySelectorAll("details")].map((one) => one.open);
  place().replaceWith(document.adoptNode(fresh));
  [...place().querySelectorAll("details")].forEach((one, number) => { one.open = Boolean(opened[number]); });
  prepare();
  if (here) { go(place().querySelector(`tr[data-key="${CSS.escape(here.key)}"] td[data-field="${here.field}"]`)); }
}

document.addEventListener("keydown", (event) => {
  if (place()?.dataset.undo && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, select, textarea")) { event.preventDefault(); undo(); return; }
  const cell = event.target.closest?.("td[data-field]");
  if (!cell || event.target !== cell || event.ctrlKey || event.metaKey || event.altKey) { return; }
  const row = cell.closest("tr");
  const number = cellsOf(row).indexOf(cell);
  const beside = { ArrowLeft: () => cellsOf(row)[number - 1], ArrowRight: () => cellsOf(row)[number + 1], ArrowUp: () => row.previousElementSibling && cellsOf(row.previousElementSibling)[number], ArrowDown: () => row.nextElementSibling && cellsOf(row.nextElementSibling)[number] }[event.key];
  if (beside) { event.preventDefault(); go(beside()); } else if (event.key === "Enter" || event.key === "F2") { event.preventDefault(); edit(cell); } else if (event.key === "Delete") { event.preventDefault(); edit(cell, ""); }
});
document.addEventListener("dblclick", (event) => { const cell = event.target.closest("[data-edit] td[data-field]"); if (cell) { go(cell); edit(cell); } });
document.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-edit] td[data-field]");
  if (cell && !event.target.closest("a, input, select")) { if (document.activeElement === cell) { edit(cell); } else { go(cell); } }
});
document.addEventListener("mousedown", (event) => {
  const cell = event.target.closest("[data-edit] td[data-field]");
  if (cell && document.activeElement !== cell && !event.target.closest("a, input, select")) { event.preventDefault(); }
});
document.addEventListener("page:fresh", prepare);
prepare();
