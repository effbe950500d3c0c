// A change request while it is typed: what its places hold now, what is wrong, and what it would do.
import { token } from "./app.js";

const form = document.getElementById("draft");
const wishes = document.getElementById("wishes");
const impact = document.getElementById("impact");
const fields = JSON.parse(document.getElementById("fields").textContent);
const PAUSE = 350;
const LOOK = 120;
let timer = 0;
let asked = 0;
let job = null;
let last = "";

// The fields of a kind of row are offered once a row of that kind was named.
function offer(wish) {
  const row = wish.querySelector('[name="wish-row"]').value.trim();
  const field = wish.querySelector('[name="wish-field"]');
  if (wish.querySelector('[name="wish-what"]').value !== "set") { return; }
  const section = row.split(".")[0];
  if (!fields[section]) { field.removeAttribute("list"); return; }
  const id = `fields-of-${section}`;
  if (!document.getElementById(id)) {
    const list = document.createElement("datalist");
    list.id = id;
    list.append(...fields[section].map((name) => { const option = document.createElement("option"); option.value = name; return option; }));
    document.body.append(list);
  }
  field.setAttribute("list", id);
}

function lines() {
  return [...wishes.querySelectorAll(".wish")].map((wish) => Object.fromEntries(
    ["what", "row", "field", "value", "who"].map((name) => [name, wish.querySelector(`[name="wish-${name}"]`).value]),
  ));
}

async function look() {
  const body = JSON.stringify({ base: Number(form.elements.base.value), wishes: lines() });
  if (body === last) { return; }
  last = body;
  const mine = asked += 1;
  const answer = await fetch(form.dataset.address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify({ ...JSON.parse(body), instead: job }),
  });
  if (mine !== asked) { return; }
  if (!answer.ok) { say("The server did not answer as expected. Go on typing to try again."); return; }
  const told = await answer.json();
  if (mine !== asked) { return; }
  mark(told);
  job = told.job ?? null;
  if (job) { await wait(mine, job); } else { impact.dataset.state = "none"; if (!told.problems.length) { say("What it would do appears here while you type.", "Name a row, a field and its new value."); } else { say("Nothing to compute yet.", "What is wrong stands beside the line."); } }
}

function mark(told) {
  [...wishes.querySelectorAll(".wish")].forEach((wish, number) => {
    const wrong = told.problems.filter((one) => one.line === number);
    wish.querySelector(".error").textContent = wrong.map((one) => [one.message, one.hint].filter(Boolean).join(" ")).join(" ");
    const now = told.now[number];
    wish.querySelector(".now").textContent = now === null || now === undefined ? "" : `Now: ${now || "nothing"}`;
  });
  const whole = told.problems.filter((one) => one.line === null);
  let list = form.querySelector(".whole");
  if (!list) { list = document.createElement("ul"); list.className = "error whole"; list.setAttribute("role", "alert"); wishes.after(list); }
  list.replaceChildren(...whole.map((one) => { const item = document.createElement("li"); item.textContent = [one.message, one.hint].filter(Boolean).join(" "); return item; }));
}

async function wait(mine, number) {
  const begun = performance.now();
  impact.setAttribute("aria-busy", "true");
  for (;;) {
    const answer = await fetch(`${form.dataset.address}${number}/`);
    if (mine !== asked) { return; }
    if (answer.status === 200) {
      impact.innerHTML = await answer.text();
      impact.dataset.state = "told";
      impact.dataset.took = String(Math.round(performance.now() - begun));
      impact.removeAttribute("aria-busy");
      return;
    }
    if (answer.status !== 202) { impact.removeAttribute("aria-busy"); say("It could not be computed.", "Change something, and it is tried again."); return; }
    if (impact.dataset.state !== "told") { say("Computing…"); }
    await new Promise((go) => { setTimeout(go, LOOK); });
  }
}

function say(text, hint) {
  const said = document.createElement("p");
  said.className = "empty";
  said.append(text);
  if (hint) { const more = document.createElement("span"); more.className = "quiet"; more.textContent = hint; said.append(document.createElement("br"), more); }
  impact.replaceChildren(said);
}

function soon() { clearTimeout(timer); timer = setTimeout(look, PAUSE); }

form.addEventListener("input", (event) => {
  const wish = event.target.closest(".wish");
  if (wish) { offer(wish); soon(); }
});
form.addEventListener("click", (event) => {
  const more = event.target.closest("[data-add]");
  const drop = event.target.closest("[data-drop]");
  if (more) {
    wishes.append(document.getElementById(`wish-${more.dataset.add}`).content.cloneNode(true));
    wishes.lastElementChild.querySelector("input:not([type=hidden])").focus();
  } else if (drop) {
    const wish = drop.closest(".wish");
    const next = wish.nextElementSibling || wish.previousElementSibling;
    wish.remove();
    (next?.querySelector("input:not([type=hidden])") || form.querySelector("[data-add]")).focus();
    soon();
  }
});
[...wishes.querySelectorAll(".wish")].forEach(offer);
if (lines().some((line) => line.row)) { look(); }
