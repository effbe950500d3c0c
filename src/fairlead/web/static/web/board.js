// Cards of the board: arrows go, Shift and an arrow move, a card can be dragged, Ctrl Z takes back.
import { freshPage, post, say } from "./app.js";

const STATES = ["waiting", "ready", "running", "done"];
let here = null;
let held = null;
const board = () => document.getElementById("board");
const columns = () => [...board().querySelectorAll(".column")];
const cards = (column) => [...column.querySelectorAll(".task")];

function prepare() {
  const all = [...board().querySelectorAll(".task")];
  const first = all.find((card) => card.dataset.key === here) || all[0];
  if (first) { first.tabIndex = 0; }
  if (here && first?.dataset.key === here && document.activeElement === document.body) { first.focus(); }
}

function go(card) {
  if (!card) { return; }
  board().querySelectorAll('.task[tabindex="0"]').forEach((one) => { one.tabIndex = -1; });
  card.tabIndex = 0;
  card.focus();
  here = card.dataset.key;
}

async function reload() {
  const fresh = (await freshPage())?.getElementById("board");
  if (!fresh) { return; }
  board().replaceWith(document.adoptNode(fresh));
  prepare();
  board().querySelector(`.task[data-key="${CSS.escape(here || "")}"]`)?.focus();
}

async function move(card, to) {
  if (!card.draggable) { say("You may report progress on your own tasks."); return; }
  here = card.dataset.key;
  const title = card.querySelector("a").textContent;
  const { ok, told } = await post(board().dataset.move, { base: Number(board().dataset.number), key: here, to });
  if (!ok) { say(told.message); return; }
  board().dataset.number = told.number;
  await reload();
  const name = board().querySelector(`[data-state="${to}"] h2`).firstChild.textContent.trim();
  say(`${title}: ${name}.`, ["Undo", undo]);
}

async function undo() {
  const { ok, told } = await post(board().dataset.undo, { base: Number(board().dataset.number) });
  if (!ok) { say(told.message); return; }
  await reload();
  say("Taken back.");
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("input, select")) { event.preventDefault(); undo(); return; }
  const card = event.target.closest?.(".task");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) { return; }
  const column = card.closest(".column");
  const at = columns().indexOf(column);
  const slot = cards(column).indexOf(card);
  if (event.key === "Enter" && event.target === card) { event.preventDefault(); card.querySelector("a").click(); return; }
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (side && event.shiftKey) {
    event.preventDefault();
    const to = STATES[STATES.indexOf(column.dataset.state) + side];
    if (to) { move(card, to); }
  } else if (side) {
    event.preventDefault();
    for (let next = at + side; columns()[next]; next += side) {
      const found = cards(columns()[next]);
      if (found.length) { go(found[Math.min(slot, found.length - 1)]); break; }
    }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    go(cards(column)[slot + (event.key === "ArrowDown" ? 1 : -1)]);
  }
});
document.addEventListener("focusin", (event) => { const card = event.target.closest?.(".task"); if (card) { here = card.dataset.key; } });
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".task");
  held = card ? { key: card.dataset.key, from: card.closest(".column").dataset.state } : null;
  if (card) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", held.key); card.classList.add("held"); }
});
document.addEventListener("dragend", () => { held = null; board().querySelector(".held")?.classList.remove("held"); board().querySelectorAll(".over").forEach((one) => one.classList.remove("over")); });
document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".column");
  if (!column || !held) { return; }
  event.preventDefault();
  columns().forEach((one) => one.classList.toggle("over", one === column));
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".column");
  if (!column || !held) { return; }
  event.preventDefault();
  // The board may have been renewed on the way: the card of that key is the one that is meant.
  const card = board().querySelector(`.task[data-key="${CSS.escape(held.key)}"]`);
  if (card && column.dataset.state !== held.from) { move(card, column.dataset.state); }
});
document.addEventListener("page:fresh", prepare);
prepare();
