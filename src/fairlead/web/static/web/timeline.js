// Draws the rows that can be seen, and nothing else, onto one canvas.
export const ROW = 28;
export const HEAD = 34;
const DAY = 1440;
const SCALES = { day: DAY / 34, week: (7 * DAY) / 70, month: (30 * DAY) / 80 };

const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Timeline {
  constructor(canvas) {
    this.canvas = canvas;
    this.scale = "fit";
    this.origin = 0;
    this.perPixel = DAY;
    this.behind = document.createElement("canvas");
    this.readTheme();
    this.resized = true;
    new ResizeObserver(() => { this.resized = true; }).observe(canvas);
  }

  readTheme() {
    this.colours = Object.fromEntries(["paper", "panel", "rule", "rule-strong", "ink", "ink-2", "ink-3", "accent", "accent-soft", "accent-line", "red", "amber", "finished", "chain", "weekend", "hatch"].map((name) => [name, ink(`--${name}`)]));
    this.font = getComputedStyle(document.body).fontFamily;
    this.drawn = "";
  }

  fit(model) {
    const width = this.canvas.clientWidth || 600;
    let first = Infinity;
    let last = -Infinity;
    for (const row of model.rows.values()) {
      first = Math.min(first, row.s);
      last = Math.max(last, row.f, row.due || 0, row.p ? row.p[2] : 0);
    }
    if (first > last) { first = model.asOf; last = first + 30 * DAY; }
    this.first = first - DAY;
    this.last = last + DAY;
    const all = (this.last - this.first) * 1.06 / width;
    this.perPixel = this.scale === "fit" ? all : SCALES[this.scale];
    if (this.scale === "fit" || !this.origin) { this.origin = this.scale === "fit" ? this.first : model.asOf - 60 * this.perPixel; }
  }

  pan(pixels) {
    this.origin = Math.max(this.first - DAY, Math.min(this.last, this.origin + pixels * this.perPixel));
  }

  // A bar that lies outside of what is shown comes into it.
  show(row) {
    if (!row || this.scale === "fit" || (this.x(row.f) > 0 && this.x(row.s) < this.width)) { return; }
    this.origin = Math.max(this.first - DAY, Math.min(this.last, row.s - 60 * this.perPixel));
  }

  x(minute) { return (minute - this.origin) / this.perPixel; }

  minute(x) { return this.origin + x * this.perPixel; }

  // To ask how large something is has the page laid out: so it is asked when that changed.
  resize() {
    const ratio = window.devicePixelRatio || 1;
    if (!this.resized && this.ratio === ratio) { return; }
    this.resized = false;
    this.ratio = ratio;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    for (const each of [this.canvas, this.behind]) {
      each.width = Math.round(this.width * ratio);
      each.height = Math.round(this.height * ratio);
    }
    this.drawn = "";
  }

  // What does not move while rows scroll by is drawn once: the paper, the axis, weekends.
  backdrop() {
    const wanted = `${this.origin} ${this.perPixel}`;
    if (this.drawn === wanted) { return; }
    this.drawn = wanted;
    const brush = this.behind.getContext("2d");
    brush.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    brush.fillStyle = this.colours.paper;
    brush.fillRect(0, 0, this.width, this.height);
    brush.font = `12px ${this.font}`;
    brush.textBaseline = "middle";
    this.ground(brush);
  }

  draw(model, top, here) {
    this.resize();
    if (!this.width || !this.height) { return; }
    this.backdrop();
    const brush = this.canvas.getContext("2d");
    const c = this.colours;
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.drawImage(this.behind, 0, 0);
    brush.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    brush.font = `12px ${this.font}`;
    brush.textBaseline = "middle";
    const first = Math.max(0, Math.floor(top / ROW));
    const last = Math.min(model.shown.length - 1, Math.ceil((top + this.height - HEAD) / ROW));
    brush.save();
    brush.beginPath();
    brush.rect(0, HEAD, this.width, this.height - HEAD);
    brush.clip();
    const y = (number) => HEAD + number * ROW - top;
    if (here >= first && here <= last) {
      brush.fillStyle = c.panel;
      brush.globalAlpha = 0.6;
      brush.fillRect(0, y(here), this.width, ROW);
      brush.globalAlpha = 1;
    }
    brush.strokeStyle = c.rule;
    brush.lineWidth = 1;
    brush.beginPath();
    for (let n = first; n <= last; n += 1) { brush.moveTo(0, y(n + 1) - 0.5); brush.lineTo(this.width, y(n + 1) - 0.5); }
    brush.stroke();
    this.links(brush, model, first, last, y);
    if (model.ghosts) { for (let n = first; n <= last; n += 1) { this.ghost(brush, model.ghosts[model.shown[n]], model.rows.get(model.shown[n]), y(n)); } }
    for (let n = first; n <= last; n += 1) { this.bar(brush, model.rows.get(model.shown[n]), y(n)); }
    if (this.pending) {
      const [x1, y1, x2, y2] = this.pending;
      brush.strokeStyle = c.accent;
      brush.lineWidth = 1.6;
      brush.beginPath(); brush.moveTo(x1, y1); brush.lineTo(x2, y2); brush.stroke();
      brush.fillStyle = c.accent;
      brush.beginPath(); brush.arc(x2, y2, 3.5, 0, 7); brush.fill();
    }
    brush.restore();
    const now = this.x(model.asOf);
    if (now >= 0 && now <= this.width) {
      brush.strokeStyle = c.red;
      brush.lineWidth = 1.2;
      brush.beginPath(); brush.moveTo(now, HEAD - 6); brush.lineTo(now, this.height); brush.stroke();
    }
  }

  // The axis: the finest marks that leave room for their words.
  ground(brush) {
    const c = this.colours;
    const day = DAY / this.perPixel;
    const steps = day > 26 ? "day" : day * 7 > 56 ? "week" : day * 30 > 44 ? "month" : day * 91 > 44 ? "quarter" : "year";
    const begin = new Date(this.minute(0) * 60000);
    const at = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), begin.getUTCDate()));
    if (steps === "week") { at.setUTCDate(at.getUTCDate() - (at.getUTCDay() + 6) % 7); }
    if (steps === "month" || steps === "quarter") { at.setUTCDate(1); }
    if (steps === "quarter") { at.setUTCMonth(at.getUTCMonth() - at.getUTCMonth() % 3); }
    if (steps === "year") { at.setUTCMonth(0, 1); }
    if (day > 5) {
      brush.fillStyle = c.weekend;
      const each = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), begin.getUTCDate() - 7));
      for (let x = this.x(each / 60000); x < this.width; each.setUTCDate(each.getUTCDate() + 1), x = this.x(each / 60000)) {
        if (each.getUTCDay() === 6) { brush.fillRect(x, HEAD, 2 * day, this.height); }
      }
    }
    brush.lineWidth = 1;
    for (let limit = 0; limit < 500; limit += 1) {
      const x = this.x(at / 60000);
      if (x > this.width) { break; }
      brush.strokeStyle = c.rule;
      brush.beginPath(); brush.moveTo(Math.round(x) + 0.5, HEAD - 10); brush.lineTo(Math.round(x) + 0.5, this.height); brush.stroke();
      brush.fillStyle = c["ink-2"];
      const text = steps === "year" ? String(at.getUTCFullYear())
        : steps === "quarter" ? `Q${at.getUTCMonth() / 3 + 1} ${String(at.getUTCFullYear()).slice(2)}`
        : steps === "month" ? at.toLocaleDateString("en-GB", { month: "short", year: at.getUTCMonth() === 0 ? "2-digit" : undefined, timeZone: "UTC" })
        : at.toLocaleDateString("en-GB", { day: "numeric", month: at.getUTCDate() < 8 || steps === "week" ? "short" : undefined, timeZone: "UTC" });
      brush.fillText(text, x + 4, HEAD - 12);
      if (steps === "day") { at.setUTCDate(at.getUTCDate() + 1); }
      else if (steps === "week") { at.setUTCDate(at.getUTCDate() + 7); }
      else { at.setUTCMonth(at.getUTCMonth() + (steps === "month" ? 1 : steps === "quarter" ? 3 : 12)); }
    }
    brush.strokeStyle = c["rule-strong"];
    brush.beginPath(); brush.moveTo(0, HEAD - 0.5); brush.lineTo(this.width, HEAD - 0.5); brush.stroke();
  }

  bar(brush, row, y) {
    const c = this.colours;
    const a = this.x(row.s);
    const b = Math.max(a + 2, this.x(row.f));
    const middle = y + ROW / 2;
    if (row.k === "m") { this.milestone(brush, row, b - 1, middle); return; }
    if (b < 0 || a > this.width) { return; }
    if (row.k === "s") {
      brush.fillStyle = row.st === "f" ? c.finished : c["ink-2"];
      brush.fillRect(a, middle - 4, b - a, 3);
      brush.fillRect(a, middle - 4, 2, 8);
      brush.fillRect(b - 2, middle - 4, 2, 8);
      return;
    }
    brush.fillStyle = row.st === "f" ? c.finished : row.c ? c["accent-line"] : c["accent-soft"];
    brush.fillRect(a, middle - 6, b - a, 12);
    if (row.st === "r") {
      brush.strokeStyle = c.hatch;
      brush.lineWidth = 1;
      brush.save();
      brush.beginPath(); brush.rect(a, middle - 6, b - a, 12); brush.clip();
      brush.beginPath();
      const from = Math.max(a, -12);
      for (let x = from - (from - a) % 6; x < Math.min(b + 12, this.width); x += 6) { brush.moveTo(x, middle + 6); brush.lineTo(x + 12, middle - 6); }
      brush.stroke();
      brush.restore();
    }
    if (row.st !== "f") {
      brush.strokeStyle = row.c ? c.chain : c["accent-line"];
      brush.lineWidth = row.c ? 1.8 : 0.8;
      brush.strokeRect(a, middle - 6, b - a, 12);
    }
  }

  // Where it was to stand by what was agreed: a thin bar under its own, or a hollow diamond.
  ghost(brush, agreed, row, y) {
    if (!agreed) { return; }
    const c = this.colours;
    const a = this.x(agreed[0]);
    const b = Math.max(a + 2, this.x(agreed[1]));
    if (b < 0 || a > this.width) { return; }
    const bottom = y + ROW - 4;
    brush.strokeStyle = c["ink-3"];
    brush.lineWidth = 1;
    if (row.k === "m") {
      const middle = y + ROW / 2;
      brush.beginPath(); brush.moveTo(b - 1, middle - 7); brush.lineTo(b + 6, middle); brush.lineTo(b - 1, middle + 7); brush.lineTo(b - 8, middle); brush.closePath(); brush.stroke();
      return;
    }
    brush.fillStyle = c["rule-strong"];
    brush.fillRect(a, bottom - 2, b - a, 3);
  }

  milestone(brush, row, x, middle) {
    const c = this.colours;
    if (row.p && row.st !== "f") {
      brush.strokeStyle = c["accent-line"];
      brush.lineWidth = 4;
      brush.globalAlpha = 0.55;
      brush.beginPath(); brush.moveTo(this.x(row.p[0]), middle); brush.lineTo(this.x(row.p[2]), middle); brush.stroke();
      brush.globalAlpha = 1;
      brush.lineWidth = 1.6;
      brush.strokeStyle = c.accent;
      const likely = this.x(row.p[1]);
      brush.beginPath(); brush.moveTo(likely, middle - 7); brush.lineTo(likely, middle + 7); brush.stroke();
    }
    if (row.due) {
      const due = this.x(row.due);
      const late = row.f > row.due;
      brush.strokeStyle = late ? c.red : c["rule-strong"];
      brush.setLineDash([2, 3]);
      brush.lineWidth = 1.2;
      brush.beginPath(); brush.moveTo(x, middle); brush.lineTo(due, middle); brush.stroke();
      brush.setLineDash([]);
      brush.fillStyle = late ? c.red : c.ink;
      brush.fillRect(due - 0.6, middle - 9, 1.3, 18);
      brush.fillRect(due, middle - 9, 7, 6);
    }
    brush.fillStyle = row.st === "f" ? c["rule-strong"] : row.due && row.f > row.due ? c.red : c["ink-2"];
    brush.beginPath();
    brush.moveTo(x, middle - 7); brush.lineTo(x + 7, middle); brush.lineTo(x, middle + 7); brush.lineTo(x - 7, middle);
    brush.fill();
    if (row.ch !== undefined && row.st !== "f") {
      brush.fillStyle = c["ink-2"];
      brush.fillText(`${Math.round(row.ch * 100)}%`, Math.max(x, this.x(row.due || row.f), row.p ? this.x(row.p[2]) : 0) + 12, middle + 1);
    }
  }

  links(brush, model, first, last, y) {
    const c = this.colours;
    brush.lineWidth = 0.9;
    for (let n = first; n <= last; n += 1) {
      const row = model.rows.get(model.shown[n]);
      if (!row.l) { continue; }
      for (const [other, kind] of row.l) {
        const m = model.place.get(other);
        const from = model.rows.get(other);
        if (m === undefined || !from || Math.abs(m - n) > 400) { continue; }
        const x1 = this.x(kind === "SS" || kind === "SF" ? from.s : from.f);
        const x2 = this.x(kind === "FF" || kind === "SF" ? row.f : row.s);
        if ((x1 < -40 && x2 < -40) || (x1 > this.width + 40 && x2 > this.width + 40)) { continue; }
        const chain = row.c && from.c;
        brush.strokeStyle = chain ? c.chain : c["rule-strong"];
        brush.globalAlpha = Math.abs(m - n) > 40 ? 0.4 : 1;
        const a = y(m) + ROW / 2;
        const b = y(n) + ROW / 2;
        const side = m < n ? b - 7 : b + 7;
        const out = Math.max(x1 + 5, x2 + 4);
        brush.beginPath();
        brush.moveTo(x1, a); brush.lineTo(out, a);
        if (x2 + 4 >= x1 + 5) { brush.lineTo(out, side); } else { brush.lineTo(out, side + (m < n ? -7 : 7)); brush.lineTo(x2 + 4, side + (m < n ? -7 : 7)); brush.lineTo(x2 + 4, side); }
        brush.stroke();
        const tip = x2 + 4 >= x1 + 5 ? out : x2 + 4;
        brush.fillStyle = brush.strokeStyle;
        const way = m < n ? 1 : -1;
        brush.beginPath(); brush.moveTo(tip - 3, side - 4 * way); brush.lineTo(tip + 3, side - 4 * way); brush.lineTo(tip, side + way); brush.fill();
      }
    }
    brush.globalAlpha = 1;
  }
}
