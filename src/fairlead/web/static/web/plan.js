// The plan page: one model of rows, a table of those in sight, a timeline beside it, edits by key.
import { post, say } from "./app.js";
import { linking } from "./plan_links.js";
import { HEAD, ROW, Timeline } from "./timeline.js";

const at = (id) => document.getElementById(id);
const plan = at("plan");
const may = plan.dataset.may;
const address = `/p/${document.body.dataset.program}/plan/`;
const scroller = at("scroller");
const grid = at("grid");
const pool = at("rows");
const model = { rows: new Map(), order: [], shown: [], place: new Map(), number: 0, asOf: 0, finish: 0, zone: "UTC" };
const timeline = new Timeline(at("timeline"));
const COLUMNS = [
  { name: "Task", field: "title", text: (row) => row.t },
  { name: "Estimate", field: "estimate", text: (row) => row.estimate || row.duration || "" },
  { name: "Who", field: "who", text: (row) => row.by || "", edit: (row) => row.who || "" },
  { name: "Start", field: null, right: true, text: (row) => day(row.s) },
  { name: "Finish", field: null, right: true, text: (row) => day(row.f - 1) },
  { name: "Slack", field: null, right: true, text: (row) => (row.sl === undefined ? "" : row.sl === 0 ? "0" : row.sl.toFixed(row.sl % 1 ? 1 : 0)) },
];
const PROGRESS = new Set(["started", "finished", "spent", "remaining"]);
const ONLY = {
  open: (row) => row.st !== "f",
  running: (row) => row.st === "r",
  chain: (row) => row.c && row.st !== "f",
  late: (row) => row.due ? row.f > row.due : row.st !== "f" && row.sl < 0,
  mine: (row) => (row.by || "").split(", ").includes(plan.dataset.person),
};
let here = 0;
let column = 0;
let editing = null;
let moved = new Set();
let asked = false;

const shape = new Map();
function day(minute) {
  const key = Math.floor(minute / 60);
  let text = shape.get(key);
  if (text === undefined) {
    text = new Date(minute * 60000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "2-digit", timeZone: model.zone });
    shape.set(key, text);
  }
  return text;
}

function take(told) {
  if (told.zone) { model.zone = told.zone; }
  if (told.number !== undefined) { model.number = told.number; }
  if (told.asOf !== undefined) { model.asOf = told.asOf; }
  if (told.finish !== undefined) { model.finish = told.finish; }
  for (const row of told.rows || []) { model.rows.set(row.id, row); }
  if (told.order) {
    model.order = told.order;
    const there = new Set(told.order);
    for (const id of model.rows.keys()) { if (!there.has(id)) { model.rows.delete(id); } }
    choose();
  }
  at("undo").disabled = !told.undo;
  at("redo").disabled = !told.redo;
  count();
  look();
}

function count() {
  const all = model.order.length.toLocaleString("en");
  const shown = model.shown.length === model.order.length ? all : `${model.shown.length.toLocaleString("en")} of ${all}`;
  at("ends").textContent = `${shown} rows, ends ${day(model.finish - 1)}`;
}

function choose() {
  const words = at("filter").value.trim().toLowerCase();
  const only = ONLY[at("only").value];
  model.shown = words || only ? model.order.filter((id) => { const row = model.rows.get(id); return (!only || only(row)) && (!words || `${row.t} ${id} ${row.by || ""}`.toLowerCase().includes(words)); }) : model.order;
  model.place = new Map(model.shown.map((id, number) => [id, number]));
  here = Math.max(0, Math.min(here, model.shown.length - 1));
  size();
}

function size() {
  const seen = scroller.clientHeight;
  at("field").style.height = `${Math.max(seen, HEAD + model.shown.length * ROW)}px`;
  at("pane").style.height = `${seen}px`;
}

function look() {
  if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; draw(); }); }
}

// Rows of the table are few, and used again for whatever is in sight.
const made = [];
function draw() {
  const top = scroller.scrollTop;
  const first = Math.max(0, Math.floor(top / ROW));
  const count = Math.min(model.shown.length - first, Math.ceil((scroller.clientHeight - HEAD) / ROW) + 1);
  while (made.length < count) {
    const row = document.createElement("div");
    row.setAttribute("role", "row");
    for (const each of COLUMNS) {
      const cell = document.createElement("div");
      cell.setAttribute("role", "gridcell");
      cell.className = each.right ? "cell n" : "cell";
      row.append(cell);
    }
    pool.append(row);
    made.push(row);
  }
  made.forEach((line, slot) => {
    if (slot >= count) { line.hidden = true; line.style.display = "none"; return; }
    const number = first + slot;
    const row = model.rows.get(model.shown[number]);
    line.hidden = false;
    line.style.display = "";
    line.style.transform = `translateY(${number * ROW - top}px)`;
    line.className = `row ${row.k} ${row.st}${row.c ? " c" : ""}${number === here ? " here" : ""}`;
    line.setAttribute("aria-rowindex", String(number + 2));
    line.id = `row-${slot}`;
    COLUMNS.forEach((each, k) => {
      const cell = line.children[k];
      const active = number === here && k === column;
      const late = k === 4 && row.due && row.f > row.due;
      cell.id = `cell-${slot}-${k}`;
      cell.className = `cell${each.right ? " n" : ""}${active ? " at" : ""}${moved.has(`${row.id}:${k}`) ? " moved" : ""}${late ? " late" : ""}`;
      cell.setAttribute("aria-selected", String(active));
      if (editing && editing.id === row.id && editing.column === k) { return; }
      const text = each.text(row);
      if (cell.dataset.text !== text || cell.firstElementChild) { cell.textContent = text; cell.dataset.text = text; cell.title = k === 0 ? `${row.t} (${row.id})` : text; }
      if (k === 0) { cell.style.paddingLeft = `${8 + row.d * 14}px`; }
      if (active) { grid.setAttribute("aria-activedescendant", cell.id); }
    });
  });
  grid.setAttribute("aria-rowcount", String(model.shown.length + 1));
  timeline.draw(model, top, here);
}

function into(number) {
  here = Math.max(0, Math.min(model.shown.length - 1, number));
  const top = here * ROW;
  const seen = scroller.clientHeight - HEAD - ROW;
  if (top < scroller.scrollTop) { scroller.scrollTop = top; }
  if (top > scroller.scrollTop + seen) { scroller.scrollTop = top - seen; }
  timeline.show(current());
  look();
}

const current = () => model.rows.get(model.shown[here]);

function begin(first) {
  const row = current();
  const each = COLUMNS[column];
  if (!row || may === "read" || !each.field) { return; }
  const section = row.k === "m" ? "milestones" : "tasks";
  const field = each.field === "estimate" && row.duration && !row.estimate ? "duration" : each.field;
  if ((section === "milestones" && field !== "title") || (may === "progress" && !PROGRESS.has(field))) {
    say(may === "progress" ? "You may report progress on your own tasks." : "A milestone has no such cell.");
    return;
  }
  const slot = here - Math.max(0, Math.floor(scroller.scrollTop / ROW));
  const cell = at(`cell-${slot}-${column}`);
  if (!cell) { return; }
  const input = document.createElement("input");
  const before = (each.edit || each.text)(row);
  input.value = first ?? before;
  input.setAttribute("aria-label", `${each.name} of ${row.t}`);
  input.spellcheck = false;
  editing = { id: row.id, column };
  cell.replaceChildren(input);
  input.focus();
  if (first === undefined) { input.select(); }
  let over = false;
  const end = (keep, next) => {
    if (over) { return; }
    over = true;
    editing = null;
    cell.dataset.text = "";
    cell.replaceChildren();
    grid.focus({ preventScroll: true });
    if (keep && input.value !== before) { send({ cells: [{ section, key: row.id, field, text: input.value }] }); }
    if (next) { into(here + next); }
    look();
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") { event.preventDefault(); end(true, 1); }
    else if (event.key === "Escape") { event.preventDefault(); end(false); }
    else if (event.key === "Tab") { event.preventDefault(); end(true); column = Math.max(0, Math.min(2, column + (event.shiftKey ? -1 : 1))); look(); }
  });
  input.addEventListener("blur", () => end(true));
}

let queue = Promise.resolve();
function send(what, where = "edit/") {
  queue = queue.then(() => sent(what, where)).catch(() => say("The server cannot be reached. Nothing was changed."));
  return queue;
}

async function sent(what, where) {
  plan.setAttribute("aria-busy", "true");
  const begun = performance.now();
  const before = new Map(model.rows);
  const { ok, status, told } = await post(address + where, { base: model.number, ...what });
  plan.removeAttribute("aria-busy");
  if (status === 409) { clash(what, told); return; }
  if (!ok) { say([told.message, told.hint].filter(Boolean).join(" ")); look(); return; }
  mark(before, told.rows || []);
  take(told);
  if (told.made) { into(model.place.get(told.made) ?? here); column = 0; }
  plan.dataset.took = String(Math.round(performance.now() - begun));
  const days = (told.moved || 0) / 1440;
  const effect = Math.abs(days) < 0.05 ? "The end stays." : `The end moves ${Math.abs(days).toFixed(1)} days ${days > 0 ? "later" : "sooner"}.`;
  say(`${where === "undo/" ? "Taken back. " : ""}${effect}`, ...(where === "undo/" ? [] : [["Undo", () => send({}, "undo/")]]));
}

function mark(before, rows) {
  moved = new Set();
  for (const row of rows) {
    const old = before.get(row.id);
    if (!old) { continue; }
    COLUMNS.forEach((each, k) => { if (each.text(old) !== each.text(row)) { moved.add(`${row.id}:${k}`); } });
  }
  clearTimeout(mark.timer);
  mark.timer = setTimeout(() => { moved = new Set(); look(); }, 2500);
}

function clash(what, told) {
  const values = document.createElement("dl");
  for (const one of told.conflicts) {
    const place = document.createElement("dt");
    place.textContent = one.place;
    const theirs = document.createElement("dd");
    theirs.textContent = `Theirs: ${one.theirs}`;
    const yours = document.createElement("dd");
    yours.textContent = `Yours: ${one.yours}`;
    values.append(place, theirs, yours);
  }
  at("clash-values").replaceChildren(values);
  const dialog = at("clash");
  dialog.addEventListener("close", async () => {
    await follow();
    if (dialog.returnValue === "mine" && what.cells) { send(what); }
  }, { once: true });
  dialog.showModal();
}

async function follow(studied = false) {
  const answer = await fetch(`${address}rows/${model.number ? `?since=${model.number}${studied ? "&studied" : ""}` : ""}`);
  const told = await answer.json();
  if (!answer.ok) { at("ends").textContent = (told.findings || ["The plan cannot be loaded."])[0]; return; }
  const before = new Map(model.rows);
  take(told);
  if (before.size) { mark(before, told.rows || []); }
}

grid.addEventListener("keydown", (event) => {
  if (editing) { return; }
  const page = Math.max(1, Math.floor((scroller.clientHeight - HEAD) / ROW) - 1);
  const moves = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 };
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    send({}, event.shiftKey ? "redo/" : "undo/");
  } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") {
    event.preventDefault();
    send({}, "redo/");
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key in moves) {
    event.preventDefault();
    into(here + moves[event.key]);
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    event.preventDefault();
    column = Math.max(0, Math.min(COLUMNS.length - 1, column + (event.key === "ArrowRight" ? 1 : -1)));
    look();
  } else if (event.key === "Enter" || event.key === "F2" || event.key === "e") {
    event.preventDefault();
    begin();
  } else if (event.key === "Delete" && may === "edit" && current()) {
    event.preventDefault();
    send({ delete: current().id });
  } else if (event.key === "c" && may === "edit") {
    event.preventDefault();
    add();
  }
});

function add() {
  send({ add: "New task", beside: current()?.id }).then(() => { look(); requestAnimationFrame(() => { column = 0; grid.focus({ preventScroll: true }); begin(); }); });
}

// A table copied from a spreadsheet goes into the cells from here on, as one edit.
grid.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (editing || may !== "edit" || !text) { return; }
  event.preventDefault();
  const cells = [];
  text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
    const row = model.rows.get(model.shown[here + down]);
    if (!row) { return; }
    line.split("\t").forEach((value, right) => {
      const each = COLUMNS[column + right];
      if (each && each.field && (row.k !== "m" || each.field === "title")) { cells.push({ section: row.k === "m" ? "milestones" : "tasks", key: row.id, field: each.field, text: value }); }
    });
  });
  if (cells.length) { send({ cells }); }
});

grid.addEventListener("copy", (event) => {
  if (editing || !current()) { return; }
  event.preventDefault();
  event.clipboardData.setData("text/plain", COLUMNS.map((each) => each.text(current())).join("\t"));
});

pool.addEventListener("click", (event) => {
  const cell = event.target.closest(".cell");
  if (!cell || editing) { return; }
  const slot = made.indexOf(cell.parentElement);
  const again = here === Math.floor(scroller.scrollTop / ROW) + slot && column === [...cell.parentElement.children].indexOf(cell);
  here = Math.floor(scroller.scrollTop / ROW) + slot;
  column = [...cell.parentElement.children].indexOf(cell);
  grid.focus({ preventScroll: true });
  look();
  if (again) { begin(); }
});

// A bar that is dragged sets the date that its work may not start before.
const canvas = at("timeline");
const rowAt = (y) => (y < HEAD ? null : model.rows.get(model.shown[Math.floor((y - HEAD + scroller.scrollTop) / ROW)]));
const links = linking({ canvas, grid, model, timeline, rowAt, current, send, look, say, may });
let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  if (links.grab(event)) { return; }
  const number = Math.floor((event.offsetY - HEAD + scroller.scrollTop) / ROW);
  const row = model.rows.get(model.shown[number]);
  if (!row || event.offsetY < HEAD) { drag = { pan: event.clientX }; canvas.setPointerCapture(event.pointerId); return; }
  here = number;
  look();
  const inside = row.k === "t" && event.offsetX >= timeline.x(row.s) - 2 && event.offsetX <= timeline.x(row.f) + 2;
  drag = inside && may === "edit" && row.st === "w" ? { row, from: event.clientX, s: row.s, f: row.f } : { pan: event.clientX };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (links.drag(event) || !drag) { return; }
  if (drag.row) {
    const by = Math.round((event.clientX - drag.from) * timeline.perPixel / 1440) * 1440;
    model.rows.set(drag.row.id, { ...drag.row, s: drag.s + by, f: drag.f + by });
    drag.by = by;
  } else {
    timeline.pan(drag.pan - event.clientX);
    drag.pan = event.clientX;
  }
  look();
});
canvas.addEventListener("pointerup", (event) => {
  if (links.drop(event)) { return; }
  if (drag && drag.row) {
    model.rows.set(drag.row.id, drag.row);
    if (drag.by) {
      const wanted = new Date((drag.s + drag.by) * 60000).toLocaleDateString("sv-SE", { timeZone: model.zone });
      send({ cells: [{ section: "tasks", key: drag.row.id, field: "not_before", text: wanted }] });
    }
  }
  drag = null;
  look();
});
canvas.addEventListener("wheel", (event) => {
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
    event.preventDefault();
    timeline.pan(event.deltaX || event.deltaY);
    look();
  }
}, { passive: false });

scroller.addEventListener("scroll", look, { passive: true });
new ResizeObserver(() => { size(); timeline.fit(model); if (editing) { into(here); } look(); }).observe(scroller);
document.addEventListener("theme", () => { timeline.readTheme(); look(); });

// What is shown stands in the address, so that a link shows somebody else the same.
const CHOICES = ["only", "filter", "scale", "beside"];
function note() {
  const asked = new URLSearchParams();
  for (const name of CHOICES) { const value = at(name)?.value; if (value && !(name === "scale" && value === "fit")) { asked.set(name, value); } }
  history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}${location.hash}`);
}
for (const [name, value] of new URLSearchParams(location.search)) { if (CHOICES.includes(name) && at(name)) { at(name).value = value; } }
if (!at("scale").value) { at("scale").value = "fit"; }
timeline.scale = at("scale").value;
at("filter").addEventListener("input", () => { note(); choose(); count(); look(); });
at("only").addEventListener("change", () => { note(); choose(); count(); look(); });
at("scale").addEventListener("change", (event) => { note(); timeline.scale = event.target.value; timeline.origin = 0; timeline.fit(model); look(); });

// What was agreed, as a thin bar under each bar.
async function beside() {
  const number = at("beside")?.value;
  model.ghosts = null;
  if (number) {
    const answer = await fetch(`${address}agreed/${encodeURIComponent(number)}/`);
    const told = answer.ok ? await answer.json() : { message: "It cannot be shown.", rows: {} };
    if (told.message) { say(told.message); }
    model.ghosts = told.rows;
  }
  plan.dataset.beside = number || "";
  look();
}
at("beside")?.addEventListener("change", () => { note(); beside(); });
beside();
at("undo").addEventListener("click", () => send({}, "undo/"));
at("redo").addEventListener("click", () => send({}, "redo/"));
at("add")?.addEventListener("click", add);
document.addEventListener("program:changed", (event) => { if (event.detail.number > model.number) { queue = queue.then(() => follow()); } });
document.addEventListener("program:studied", () => { queue = queue.then(async () => { await follow(true); plan.dataset.studied = String(Date.now()); }); });

at("head").append(...COLUMNS.map((each) => {
  const title = document.createElement("div");
  title.setAttribute("role", "columnheader");
  title.textContent = each.name;
  if (each.right) { title.className = "n"; }
  return title;
}));
queue = queue.then(() => follow()).then(() => {
  size();
  timeline.origin = 0;
  timeline.fit(model);
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (model.place.has(wanted)) { into(model.place.get(wanted)); }
  look();
  plan.dataset.ready = String(Math.round(performance.now()));
  if (!document.activeElement || document.activeElement === document.body) { grid.focus({ preventScroll: true }); }
});
