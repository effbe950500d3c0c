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
  { name: "Estimate", field: "estimate", text: (row) => short(row.estimate || row.duration || ""), edit: (row) => row.estimate || row.duration || "" },
  { name: "Who", field: "who", text: (row) => row.by || "", edit: (row) => row.who || "" },
  { name: "Start", field: "start", right: true, text: (row) => day(row.s), edit: (row) => row.started || row.not_before || iso(row.s) },
  { name: "Finish", field: "finish", right: true, text: (row) => day(row.f - 1), edit: (row) => row.finished || row.deadline || iso((row.due || row.f) - 1) },
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

// What a cell of a row is called in the program: a start that is still to come is the day that work
// may not begin before; a finish is the deadline, of a milestone the day it is due.
const STARTS = { w: "not_before", r: "started", f: "started" };
const ENDS = { w: "deadline", r: "deadline", f: "finished" };
function target(each, row) {
  if (!each.field || each.field === "title") { return each.field; }
  if (row.k === "m") { return each.field === "finish" ? "due" : null; }
  if (each.field === "estimate") { return row.duration && !row.estimate ? "duration" : "estimate"; }
  if (each.field === "start" || each.field === "finish") { return row.k === "s" ? null : (each.field === "start" ? STARTS : ENDS)[row.st]; }
  return each.field;
}
const SAID = { not_before: "Not before", deadline: "Deadline", due: "Due", started: "Started", finished: "Finished" };
// Many minutes, as some tools export them, are read as hours; what is edited is what is there.
const short = (text) => text.replace(/\b(\d{3,})m\b/g, (_, minutes) => `${Number((minutes / 60).toFixed(1))}h`);
const iso = (minute) => new Date(minute * 60000).toLocaleDateString("sv-SE", { timeZone: model.zone });

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
  at("nothing").hidden = model.shown.length > 0 || !model.number;
  at("nothing").dataset.state = model.order.length ? "none" : "empty";
  if (!model.order.length) { at("ends").textContent = "No task yet"; return; }
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

// What scrolls by stays as it was drawn; anything else that changes has all lines written anew.
let stale = true;
function look(all = true) {
  stale = stale || all;
  if (!asked) { asked = true; requestAnimationFrame(() => { asked = false; draw(); }); }
}

// Lines of the table are few: each is used again for the row that comes into sight as its own goes.
const sheet = document.createElement("div");
sheet.setAttribute("role", "presentation");
sheet.className = "sheet";
pool.append(sheet);
const made = [];
function make() {
  const line = document.createElement("div");
  line.setAttribute("role", "row");
  line.id = `row-${made.length}`;
  const cells = COLUMNS.map((each, k) => {
    const cell = document.createElement("div");
    cell.setAttribute("role", "gridcell");
    cell.id = `cell-${made.length}-${k}`;
    line.append(cell);
    return cell;
  });
  sheet.append(line);
  made.push({ line, cells, number: -1 });
}

const lineOf = (number) => made.find((each) => each.number === number);

function draw() {
  const top = scroller.scrollTop;
  const first = Math.max(0, Math.floor(top / ROW));
  const last = Math.min(model.shown.length, first + Math.ceil((scroller.clientHeight - HEAD) / ROW) + 1) - 1;
  if (made.length < last - first + 1) { stale = true; }
  while (made.length < last - first + 1) { make(); }
  sheet.style.transform = `translateY(${-top}px)`;
  const used = new Set();
  for (let number = first; number <= last; number += 1) {
    const each = made[number % made.length];
    used.add(each);
    if (stale || each.number !== number) { write(each, number); }
  }
  for (const each of made) { if (!used.has(each) && each.number >= 0) { each.number = -1; each.line.hidden = true; each.line.style.display = "none"; } }
  if (stale) { grid.setAttribute("aria-rowcount", String(model.shown.length + 1)); }
  if (here < first || here > last) { grid.removeAttribute("aria-activedescendant"); }
  stale = false;
  timeline.draw(model, top, here);
}

function write(each, number) {
  const { line, cells } = each;
  const row = model.rows.get(model.shown[number]);
  if (each.number !== number) {
    each.number = number;
    line.hidden = false;
    line.style.display = "";
    line.style.transform = `translateY(${number * ROW}px)`;
    line.setAttribute("aria-rowindex", String(number + 2));
  }
  put(line, `row ${row.k} ${row.st}${row.c ? " c" : ""}${number === here ? " here" : ""}`);
  COLUMNS.forEach((shape, k) => {
    const cell = cells[k];
    const active = number === here && k === column;
    const late = k === 4 && row.due && row.f > row.due;
    put(cell, `cell${shape.right ? " n" : ""}${active ? " at" : ""}${moved.has(`${row.id}:${k}`) ? " moved" : ""}${late ? " late" : ""}`);
    if (cell.ariaSelected !== String(active)) { cell.setAttribute("aria-selected", String(active)); }
    if (editing && editing.id === row.id && editing.column === k) { return; }
    const text = shape.text(row);
    const told = k === 0 ? `${row.t} (${row.id})` : text;
    if (cell.dataset.text !== text || cell.firstElementChild) { cell.textContent = text; cell.dataset.text = text; }
    if (cell.title !== told) { cell.title = told; }
    if (k === 0 && cell.dataset.depth !== String(row.d)) { cell.dataset.depth = String(row.d); cell.style.paddingLeft = `${8 + row.d * 14}px`; }
    if (active) { grid.setAttribute("aria-activedescendant", cell.id); }
  });
}

function put(element, name) { if (element.className !== name) { element.className = name; } }

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
  const field = target(each, row);
  if (!field || (may === "progress" && !PROGRESS.has(field))) {
    say(may === "progress" ? "You may report progress on your own tasks." : row.k === "s" ? "A summary has the dates of what is in it." : "A milestone has no such cell.");
    return;
  }
  const cell = lineOf(here)?.cells[column];
  if (!cell) { return; }
  const input = document.createElement("input");
  const before = (each.edit || each.text)(row);
  input.value = first ?? before;
  input.setAttribute("aria-label", `${SAID[field] || each.name} of ${row.t}`);
  if (SAID[field]) { say(`${SAID[field]}, such as 2026-03-16. Empty takes it away.`); }
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
    else if (event.key === "Tab") { event.preventDefault(); end(true); column = Math.max(0, Math.min(4, column + (event.shiftKey ? -1 : 1))); look(); }
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
  if (!answer.ok) { model.number = told.number || model.number; at("ends").textContent = (told.findings || ["The plan cannot be loaded."])[0]; return; }
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
  } else if (event.key === "o" && may === "edit" && current()) {
    event.preventDefault();
    open();
  } else if (event.key === "c" && may === "edit") {
    event.preventDefault();
    add();
  }
});

// Every field of the row, on a page of its own.
function open() {
  const row = current();
  location.href = `/p/${document.body.dataset.program}/row/${row.k === "m" ? "milestones" : "tasks"}/${encodeURIComponent(row.id)}/`;
}
at("open")?.addEventListener("click", () => { if (current()) { open(); } });

function add() {
  send({ add: "New task", beside: current()?.id }).then(() => { look(); requestAnimationFrame(() => { column = 0; grid.focus({ preventScroll: true }); begin(); }); });
}

// A table copied from a spreadsheet goes into the cells from here on, as one edit.
grid.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (editing || may !== "edit" || !text) { return; }
  event.preventDefault();
  const cells = [];
  const rows = [];
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  const over = Math.max(0, here + lines.length - model.shown.length);
  if (over && (column || model.shown.length < model.order.length)) {
    say(column ? `${over === 1 ? "One line goes" : `${over} lines go`} beyond the last row. Paste at the first column to make tasks of them.` : "Show all rows first: lines go beyond the last one that is shown.");
    return;
  }
  lines.forEach((line, down) => {
    const row = model.rows.get(model.shown[here + down]);
    if (!row) {
      if (line[0].trim()) { rows.push({ title: line[0].trim(), estimate: (line[1] || "").trim(), who: (line[2] || "").trim() }); }
      return;
    }
    line.forEach((value, right) => {
      const each = COLUMNS[column + right];
      const field = each && target(each, row);
      if (field) { cells.push({ section: row.k === "m" ? "milestones" : "tasks", key: row.id, field, text: value.trim() }); }
    });
  });
  if (cells.length || rows.length) { send({ cells, rows, beside: rows.length ? model.shown[model.shown.length - 1] : undefined }); }
});

grid.addEventListener("copy", (event) => {
  if (editing || !current()) { return; }
  event.preventDefault();
  event.clipboardData.setData("text/plain", COLUMNS.map((each) => each.text(current())).join("\t"));
});

pool.addEventListener("click", (event) => {
  const cell = event.target.closest(".cell");
  if (!cell || editing) { return; }
  const { cells, number } = made.find((each) => each.line === cell.parentElement);
  const again = here === number && column === cells.indexOf(cell);
  here = number;
  column = cells.indexOf(cell);
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

scroller.addEventListener("scroll", () => look(false), { passive: true });
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
