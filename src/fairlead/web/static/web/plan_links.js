// Links of the plan made by hand or by key: from the end of one bar to the row that waits for it.
const REACH = 11;

function withNeed(text, id) {
  const held = (text || "").trim();
  if (!held) { return id; }
  if (held.startsWith("[")) { return `${held.slice(0, -1)}, ${id}]`; }
  return held.startsWith("{") ? `[${held}, ${id}]` : `${held}, ${id}`;
}

export function linking({ canvas, grid, model, timeline, rowAt, current, send, look, say, may }) {
  let from = null;
  let asked = null;

  function link(source, target) {
    if (!target || target.id === source.id) { return; }
    if (target.k === "s") { say("A summary waits for nothing itself: link the task inside it."); return; }
    if ((target.l || []).some(([id]) => id === source.id)) { say(`${target.t} waits for ${source.t} already.`); return; }
    send({ cells: [{ section: target.k === "m" ? "milestones" : "tasks", key: target.id, field: "needs", text: withNeed(target.needs, source.id) }] });
  }

  const atEnd = (event, row) => {
    const end = row && row.k !== "s" ? timeline.x(row.f) + (row.k === "m" ? 7 : 0) : -99;
    return event.offsetX > end + 1 && event.offsetX <= end + REACH;
  };

  grid.addEventListener("keydown", (event) => {
    if (may !== "edit" || event.ctrlKey || event.metaKey || event.altKey || event.target !== grid) { return; }
    if (event.key === "Escape" && asked) { asked = null; say("No link is made."); return; }
    if (event.key !== "l" || !current()) { return; }
    event.preventDefault();
    if (!asked) {
      asked = current();
      say(`What waits for ${asked.t}? Go to it and press L again.`);
    } else {
      const source = asked;
      asked = null;
      link(source, current());
    }
  });

  return {
    grab(event) {
      const row = may === "edit" ? rowAt(event.offsetY) : null;
      if (!row || !atEnd(event, row)) { return false; }
      from = row;
      timeline.pending = [timeline.x(row.f), event.offsetY, event.offsetX, event.offsetY];
      canvas.setPointerCapture(event.pointerId);
      return true;
    },
    drag(event) {
      if (!from) {
        if (!event.buttons) { canvas.style.cursor = may === "edit" && atEnd(event, rowAt(event.offsetY)) ? "crosshair" : ""; }
        return false;
      }
      timeline.pending = [timeline.pending[0], timeline.pending[1], event.offsetX, event.offsetY];
      look();
      return true;
    },
    drop(event) {
      if (!from) { return false; }
      const source = from;
      from = null;
      timeline.pending = null;
      link(source, rowAt(event.offsetY));
      look();
      return true;
    },
  };
}
