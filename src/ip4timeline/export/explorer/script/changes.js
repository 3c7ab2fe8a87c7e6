// Days on which something changes

let ticked = "";
let changes = [];
function findChanges() {
  const by = known();
  const same = state.mode === "same";
  const question = JSON.stringify([
    same ? "same" : by === Infinity ? "all" : by, [...state.partners], [...state.kinds], sought(),
  ]);
  if (question === ticked) return false;
  ticked = question;
  const days = new Set();
  for (const event of data.events) {
    if (event.day === null || !listed(event)) continue;
    if (!same && stands(event, by)) days.add(event.day);
    const seen = Math.max(event.day, event.since);
    if (same && (event.until === null || seen < event.until)) days.add(seen);
  }
  if (!state.kinds.size && !sought()) {
    for (const entry of entries.values()) {
      if (ofPartner.has(entry.owner) && !state.partners.has(entry.owner)) continue;
      if (!same) rowsOf(entry, by).forEach((row) => days.add(row.day));
      else {
        entry.known.forEach(({ since, rows }, n) => {
          const next = n + 1 < entry.known.length ? entry.known[n + 1].since : Infinity;
          days.add(since);
          rows.forEach((row) => row.day >= since && row.day < next && days.add(row.day));
        });
      }
    }
  }
  changes = [...days].filter((day) => day >= EARLIEST && day <= LAST).sort((a, b) => a - b);
  return true;
}

const following = () => changes.find((day) => day > state.day);
const preceding = () => changes.findLast((day) => day < state.day);

function drawTicks() {
  const svg = $("ticks");
  svg.setAttribute("viewBox", `0 0 ${LAST - FIRST} 10`);
  svg.firstElementChild.setAttribute("d", changes.filter((d) => d >= FIRST)
    .map((d) => `M${d - FIRST} 0V10`).join(""));
}

function drawYears() {
  const [first, final] = [FIRST, LAST].map((day) => new Date(day * DAY).getUTCFullYear());
  const step = Math.max(1, Math.ceil((final - first) / (innerWidth < 640 ? 5 : 9) / 5) * 5);
  const shown = [];
  for (let year = first; year <= final; year += 1) {
    if (year !== first && (year % step || year - first < step / 2)) continue;
    const at = el("span", { text: year });
    at.style.left = `${(100 * (dayOf(`${year}-01-01`) - FIRST)) / (LAST - FIRST)}%`;
    shown.push(at);
  }
  $("years").replaceChildren(...shown);
  $("lane-years").replaceChildren(...shown.map((at) => at.cloneNode(true)));
  $("lane-years").childNodes.forEach((at, n) => {
    at.style.left = shown[n].style.left;
  });
}

// What a value was on a day, by the clock that is chosen: where "what was known that day" is,
// the day before is seen as it was known the day before.
const knownAt = (day) => (state.mode === "same" ? atMost(day) : known());
const valueAt = (entry, day) => (rowOf(entry, day, knownAt(day)) || {}).value || null;

function changedOn(day) {
  return [...entries.values()].filter((entry) => !TALLIES.has(entry.aspect)
    && (!ofPartner.has(entry.owner) || state.partners.has(entry.owner))
    && valueAt(entry, day) !== valueAt(entry, day - 1));
}

function valueParts(entry, value) {
  const main = entry.aspect === "ENGAGEMENTS" ? words(value.main) : mainText(entry, value);
  return [main, value.level && words(value.level), value.person,
    value.instead && `instead of ${value.instead}`, value.tag].filter(Boolean);
}

// What a value says; against another, only where it differs from that one.
function valueText(entry, value, other) {
  if (!value) return "";
  const parts = valueParts(entry, value);
  if (!other) return parts.join(", ");
  const others = valueParts(entry, other);
  const own = parts.filter((part) => !others.includes(part));
  return own.join(", ") || value.more || parts.join(", ");
}

function subject(entry) {
  if (entry.aspect === "ENGAGEMENTS") return `${entry.label[0]} at the ${entry.label[1]}`;
  return headingOf(entry);
}

// What was taken back has not ended.
function goneText(row) {
  if (!row || !row.because.length) return "no longer on record";
  return row.lapsed === null ? "ended" : "lapsed";
}

function changeText(entry, day) {
  const [now, before] = [valueAt(entry, day), valueAt(entry, day - 1)];
  const said = valueText(entry, now, before) || goneText(rowOf(entry, day, knownAt(day)));
  const was = valueText(entry, before, now);
  return `${subject(entry)}: ${said}${was && was !== said ? ` (before: ${was})` : ""}`;
}

// The last day of change up to the day shown, and what it changed; where that was no value, the
// events that were counted.
function lastChange() {
  const day = changes.findLast((d) => d <= state.day);
  if (day === undefined) return null;
  const found = state.kinds.size || sought() ? [] : changedOn(day);
  if (found.length) {
    return { day, refs: found.map((entry) => entry.ref),
      texts: found.map((entry) => changeText(entry, day)) };
  }
  const events = data.events.filter((event) => stands(event, knownAt(day)) && listed(event)
    && event.day !== null && event.day <= day
    && (event.day === day || (state.mode === "same" && event.since === day)));
  return { day, refs: [], texts: events.map((event) =>
    `${partnersOf(event)}: ${event.summary || data.ids[event.id]}`) };
}

let flashing = false;
function drawChanged() {
  const last = lastChange();
  const count = last && last.texts.length > 1 ? `, ${last.texts.length} things` : "";
  const when = last && last.day === state.day ? `Changed this day${count}`
    : last && `Last changed on ${inWords(last.day)}${count}`;
  const said = last?.texts.map((text) => text.replace(/\.$/, "")).join("; ");
  $("changed").replaceChildren(...(last
    ? [el("b", { text: `${when}: ` }), said || "what was known of it"]
    : [state.kinds.size || sought() ? "Nothing of what is sought had happened by then."
      : "Nothing had changed by then."]));
  $("changed").title = last ? last.texts.join("\n") : "";
  $("changed").dataset.day = last ? iso(last.day) : "";
  if (!flashing || !last) return;
  flashing = false;
  for (const ref of last.refs) {
    const shown = $("answer").querySelector(`[data-ref="${CSS.escape(ref)}"]`);
    if (!shown) continue;
    shown.classList.add("flash");
    const closed = shown.closest("details:not([open])");
    if (closed) closed.querySelector("summary").classList.add("flash");
  }
}
