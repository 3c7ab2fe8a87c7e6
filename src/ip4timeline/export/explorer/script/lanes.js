// The drawn time: by partner its leaders, programmes, summits by level and contacts, under the
// slider and on its axis; the same stretches as the swimlanes of the library.

const lanesOf = new Map(data.lanes.map(({ key, known }) => {
  let made = [];
  return [key.join("/"), known.map(([since, kept, fresh]) => {
    made = [...made.slice(0, kept), ...fresh.map(([label, maySince, from, until, mayUntil, dated]) =>
      ({ label, maySince, from, until, mayUntil, dated }))];
    return { since, made };
  })];
}));
const QUARTERS = [];
for (let year = new Date(FIRST * DAY).getUTCFullYear(); dayOf(`${year}-01-01`) <= LAST; year += 1) {
  for (const month of ["01", "04", "07", "10"]) QUARTERS.push(dayOf(`${year}-${month}-01`));
}
QUARTERS.push(LAST + 1);

const share = (day) => `${(100 * (day - FIRST)) / (LAST - FIRST)}%`;
// Nothing is drawn past the day by which all of it was known.
const drawnTo = () => Math.min(known(), newest);

// Leaders or programmes of a partner, as known by then: each with what is certain of it.
function periods(aspect, partner) {
  const end = drawnTo() + 1;
  const found = last(lanesOf.get(`${aspect}/${partner.id}`) || [], "since", known());
  const entry = entries.get(`${aspect}/${partner.id}`);
  return (found ? found.made : []).map((stretch) => {
    const { label, maySince, from, mayUntil } = stretch;
    const until = Math.min(mayUntil ?? end, end);
    let sure = Math.min(stretch.until ?? until, until);
    const begun = Math.max(from, FIRST);
    const seen = mayUntil === null && from < end
      ? lastSeen(entry, rowOf(entry, end - 1, known()), known(), end - 1) : null;
    const fades = seen !== null && seen.longAgo;
    if (fades) sure = Math.max(Math.min(seen.day + 1, end), begun);
    return {
      row: aspect, label, from, until, sure, fades, begun,
      may: maySince === null ? null : Math.max(Math.min(maySince, from), FIRST),
      day: clamp(Math.max(from, FIRST)),
      text: `${ASPECTS[aspect]}: ${label}, ${stretch.dated}` +
        (fades ? `, no end on record, ${seen.text}` : ""),
    };
  }).filter(({ from, until, may }) => from < end && until > FIRST && (may ?? from) <= LAST);
}

function summitMarks(partner) {
  return data.occasions.map((o) => occasionAt(o, known())).filter((o) => o.format === data.formats[0] && o.series && o.days
    && o.days[1] >= FIRST && o.days[1] <= LAST).map((occasion) => {
    const entry = entries.get(`ENGAGEMENTS/${partner.id}/${occasion.id}`);
    const value = entry && (rowOf(entry, drawnTo(), known()) || {}).value;
    return value && {
      row: "SUMMITS", value, from: occasion.days[1], until: occasion.days[1] + 1,
      day: occasion.days[1], text: `${occasion.title}: ${valueParts(entry, value).join(", ")}`,
    };
  }).filter(Boolean);
}

// How many contacts a quarter adds to what the library has counted by its end.
function contactMarks(partner) {
  const kinds = ofPartner.get(partner.id).CONTACTS || [];
  const counts = QUARTERS.map((day) => kinds.map((entry) => {
    const row = rowOf(entry, Math.min(day - 1, drawnTo()), known());
    return row && row.value ? Number(row.value.main) : 0;
  }));
  return QUARTERS.slice(1).map((end, n) => {
    const added = kinds.map((entry, k) =>
      [words(entry.label[entry.label.length - 1]), counts[n + 1][k] - counts[n][k]])
      .filter(([, count]) => count);
    const count = added.reduce((sum, [, one]) => sum + one, 0);
    const of = added.map(([kind, one]) => `${one} ${kind}`).join(", ");
    return count && {
      row: "CONTACTS", count, from: QUARTERS[n], until: end, day: Math.min(end - 1, LAST),
      text: `${monthOf(QUARTERS[n])} to ${monthOf(end - 1)}: ${plural(count, "contact")} (${of})`,
    };
  }).filter(Boolean);
}

const placed = (name, from, until, ...children) => {
  const made = el("span", { class: name }, ...children);
  made.style.left = share(from);
  if (until !== null) made.style.width = `${(100 * (until - from)) / (LAST - FIRST)}%`;
  return made;
};

function bars(marks, width) {
  return marks.flatMap(({ label, may, begun, from, sure, until, fades }) => {
    const fits = ((sure - begun) * width) / (LAST - FIRST) > 6.4 * label.length + 8;
    return [
      may !== null && may < begun && placed("bar may", may, begun),
      may === null && from >= FIRST && placed("open", begun, null, "◂"),
      begun < sure && placed("bar", begun, sure, fits ? label : ""),
      sure < until && placed(fades ? "bar fades" : "bar may", Math.max(sure, begun), until),
    ].filter(Boolean);
  });
}

function dot({ value, from }) {
  const look = value.main === "attended" && value.level ? `filled level-${value.level}`
    : LOOKS[value.main] || "blank";
  return placed(`dot ${value.main} ${look}`, from, null,
    value.main === "attended" ? "" : MARKS[value.main]);
}

function hills(marks, most) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", `0 0 ${LAST - FIRST} 10`);
  made.setAttribute("preserveAspectRatio", "none");
  made.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  made.firstChild.setAttribute("d", marks.map(({ from, until, count }) =>
    `M${from - FIRST} 10V${10 - 10 * Math.sqrt(count / most)}H${until - FIRST}V10Z`).join(""));
  return made;
}

const ROWS = ["CONTACTS", "SUMMITS", "LEADER", "PROGRAMME"];
const REST = () => (innerWidth < 640 ? "Contacts, summits, leaders, programmes: tap a lane."
  : "Hills: contacts a quarter, heights by the square root. Dots: summits, the larger the higher the "
    + "level. Bars: leaders, then programmes; faint where dates are partial.");
let lanes = [];
let pointed = null;

// What is under the pointer or the keyboard is said, and the rest where nothing is.
function point(lane, mark, day) {
  pointed = mark && lane.track;
  for (const { beam } of lanes) beam.hidden = true;
  $("lane-said").textContent = mark
    ? `${lane.partner.label}. ${mark.text}. → ${inWords(day ?? mark.day)}` : REST();
  if (!mark) return;
  lane.track.setAttribute("aria-valuenow", lane.marks.indexOf(mark));
  lane.track.setAttribute("aria-valuetext", mark.text);
  lane.current = mark;
  Object.assign(lane.beam.style, {
    left: share(Math.max(mark.from, FIRST)), top: `${lane.tops.get(mark.row)[0]}px`,
    width: `${(100 * (Math.min(mark.until, LAST) - Math.max(mark.from, FIRST))) / (LAST - FIRST)}%`,
    height: `${lane.tops.get(mark.row)[1]}px`,
  });
  lane.beam.hidden = false;
}

// The mark under a place, and the day that a click there leads to: that of a dot or of a start
// that is near, else the day itself.
function under(lane, event) {
  const box = lane.track.getBoundingClientRect();
  const perPixel = (LAST - FIRST) / box.width;
  // Of a click a browser tells whole pixels alone; what was said before it has the same day.
  const day = clamp(Math.round(FIRST + (Math.floor(event.clientX) - box.left) * perPixel));
  const y = event.clientY - box.top;
  const away = (top, height) => Math.max(top - y, y - top - height, 0);
  const rows = [...lane.tops].sort((one, other) => away(...one[1]) - away(...other[1]));
  for (const [row] of rows) {
    const near = lane.marks.filter((mark) => mark.row === row)
      .map((mark) => ({ mark, gap: Math.max(mark.from - day, day - mark.until + 1, 0) / perPixel }))
      .sort((one, other) => one.gap - other.gap)[0];
    if (!near || near.gap > (row === "SUMMITS" ? 9 : 3)) continue;
    const start = Math.abs(near.mark.from - day) / perPixel < 4;
    const snaps = row === "SUMMITS" || start || near.gap;
    return { mark: near.mark, day: row === "CONTACTS" || snaps ? near.mark.day : day };
  }
  return { mark: null, day };
}

// Where the keyboard begins: at the last summit by the day shown, else at the first mark.
const startOf = ({ marks }) => marks.findLast((mark) =>
  mark.row === "SUMMITS" && mark.day <= state.day) || marks[0];

function reach(lane, event) {
  const { marks } = lane;
  const row = (mark) => ROWS.indexOf(mark.row);
  const from = lane.current || startOf(lane);
  const same = marks.filter((mark) => mark.row === from.row);
  const at = same.indexOf(from);
  const turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const to = { ArrowLeft: same[at - 1], ArrowRight: same[at + 1], Home: same[0],
    End: same[same.length - 1] }[event.key];
  if (event.key === "Enter" || event.key === " ") step(from.day);
  else if (turn) {
    const rows = [...new Set(marks.map(row))].sort();
    const wanted = rows[rows.indexOf(row(from)) + turn];
    const there = marks.filter((mark) => row(mark) === wanted);
    if (there.length) {
      point(lane, there.reduce((best, mark) =>
        (Math.abs(mark.from - from.from) < Math.abs(best.from - from.from) ? mark : best)));
    }
  } else if (event.key in { ArrowLeft: 1, ArrowRight: 1, Home: 1, End: 1 }) point(lane, to || from);
  else return;
  event.preventDefault();
}

function lane(partner, width, most, contacts) {
  const marks = { CONTACTS: contacts, SUMMITS: summitMarks(partner),
    LEADER: periods("LEADER", partner), PROGRAMME: periods("PROGRAMME", partner) };
  const drawing = { CONTACTS: [hills(contacts, most)], SUMMITS: marks.SUMMITS.map(dot),
    LEADER: bars(marks.LEADER, width), PROGRAMME: bars(marks.PROGRAMME, width) };
  const made = { partner, marks: ROWS.flatMap((row) => marks[row]), current: null };
  const parts = ROWS.map((row) => el("div", { class: `row ${row.toLowerCase()}` }, drawing[row]));
  made.beam = el("span", { class: "beam", hidden: true });
  made.here = el("span", { class: "here" });
  made.track = el("div", {
    class: "lane-track", role: "slider", tabindex: "0", "data-lane": partner.id,
    "aria-label": `${partner.label} over the years`, "aria-describedby": "lane-help",
    "aria-valuemin": 0, "aria-valuemax": Math.max(made.marks.length - 1, 0),
    "aria-valuenow": Math.max(made.marks.indexOf(startOf(made)), 0),
    "aria-valuetext": made.marks.length ? startOf(made).text : "nothing on record",
    onpointermove: (event) => {
      const { mark, day } = under(made, event);
      point(made, mark, day);
    },
    onpointerleave: () => point(made, null),
    onclick: (event) => {
      const { mark, day } = under(made, event);
      step(day);
      if (mark) point(made, mark, day);
    },
    onkeydown: (event) => made.marks.length && reach(made, event),
    onfocus: () => made.track.matches(":focus-visible") && made.marks.length
      && point(made, made.current || startOf(made)),
    onblur: () => point(made, null),
  }, parts, made.beam, made.here);
  made.parts = parts;
  made.box = el("div", { class: "lane" },
    el("span", { class: "lane-name", "aria-hidden": "true" },
      el("span", { class: "wide", text: partner.label }),
      el("span", { class: "narrow", text: partner.code })), made.track);
  return made;
}

let lanesDrawn = "";
function drawLanes() {
  const width = $("slider").clientWidth;
  const question = JSON.stringify([known() === Infinity ? "all" : known(), [...state.partners],
    width]);
  if (question !== lanesDrawn) {
    lanesDrawn = question;
    const contacts = new Map(chosen().map((partner) => [partner, contactMarks(partner)]));
    const most = Math.max(1, ...[...contacts.values()].flat().map(({ count }) => count));
    const focused = document.activeElement && document.activeElement.dataset.lane;
    lanes = chosen().map((partner) => lane(partner, width, most, contacts.get(partner)));
    $("lane-rows").replaceChildren(...lanes.map(({ box }) => box));
    for (const made of lanes) {
      made.tops = new Map(ROWS.map((row, n) =>
        [row, [made.parts[n].offsetTop, made.parts[n].offsetHeight]]));
      if (made.partner.id === focused) made.track.focus({ preventScroll: true });
    }
    if (!focused) $("lane-said").textContent = REST();
  }
  for (const { here } of lanes) {
    here.style.left = share(state.day);
    here.hidden = state.day < FIRST;
  }
}
