// What is asked

// The slider begins where the record is dense; a day before that is typed, linked or stepped to.
const [FIRST, LAST] = data.range;
const EARLIEST = data.earliest;
const clamp = (day) => Math.min(Math.max(day, EARLIEST), LAST);
const everyone = data.partners.map((p) => p.id);
const newest = clamp(data.newest);
const start = () => ({
  day: newest, mode: "all", known: newest, partners: new Set(everyone), kinds: new Set(),
  find: "", open: "", beside: false, story: "", step: 1,
});
let state = start();
let showAll = false;
let opener = null;
const folded = new Map();

// A page of what was known by a day knows no more, whatever is asked of it.
const HORIZON = data.horizon ?? Infinity;
const atMost = (day) => Math.min(day, HORIZON);
const known = () => atMost(
  state.mode === "all" ? Infinity : state.mode === "same" ? state.day : state.known);
const chosen = () => data.partners.filter((p) => state.partners.has(p.id));
const knowledgeText = () =>
  known() === Infinity ? "with hindsight" : `as known on ${inWords(known())}`;

function fragment() {
  return address(state.story ? storyFragment() : viewFragment());
}

const address = (parts) =>
  `#${parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;

function viewFragment() {
  const parts = [["day", iso(state.day)]];
  if (state.mode === "same") parts.push(["known", "same"]);
  if (state.beside && state.mode !== "all") parts.push(["beside", "so"]);
  if (state.mode === "on") parts.push(["known", iso(state.known)]);
  if (state.partners.size < everyone.length) parts.push(["partners", [...state.partners].join()]);
  if (state.kinds.size) parts.push(["kinds", [...state.kinds].join()]);
  if (state.find) parts.push(["find", state.find]);
  if (state.open) parts.push(["open", state.open]);
  return parts;
}

let faults = [];

// What an address said, as far as it takes to know it again.
const brief = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

// What an address says that the page cannot do is told in sight, and never done in silence.
function readFragment() {
  let found = start();
  faults = [];
  const say = (text) => faults.push(text);
  const query = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
  const read = (name, instead) => {
    const text = query.get(name);
    const day = readDay(text);
    if (day === null) say(`“${name}=${brief(text)}” is no day; write ${name}=2025-06-20. ${instead}`);
    return day;
  };
  for (const name of new Set(query.keys())) {
    if (!["day", "known", "beside", "partners", "kinds", "find", "open", "story",
      "step"].includes(name)) {
      say(`“${brief(name)}” is nothing that an address of this page can say; it was left out.`);
    } else if (query.getAll(name).length > 1) say(`“${name}” is there twice; the first counts.`);
  }
  if (query.has("story")) {
    found = readStory(query, say);
    if (found) return checkOpen(found, say);
    found = start();
  } else if (query.has("step")) say("“step” counts the steps of a story: story=.");
  if (query.has("day")) {
    const day = read("day", `Shown is ${inWords(found.day)}.`);
    if (day !== null) {
      found.day = clamp(day);
      if (day !== found.day) {
        say(`${inWords(day)} is outside this page, which holds ${inWords(EARLIEST)} to ` +
          `${inWords(LAST)}. Shown is ${inWords(found.day)}.`);
      }
    }
  }
  found.known = found.day;
  const by = query.get("known");
  if (by === "same") found.mode = "same";
  else if (query.has("known")) {
    const day = read("known", "Shown is what is known today, with hindsight.");
    if (day !== null) [found.mode, found.known] = ["on", day];
  }
  if (query.has("beside")) {
    found.beside = query.get("beside") === "so";
    if (!found.beside) say(`“beside=${brief(query.get("beside"))}” is unknown; write beside=so.`);
    else if (found.mode === "all") say("“beside=so” needs a knowledge day: known=2025-06-20.");
  }
  const pick = (name, every, all) => {
    const wanted = query.get(name).split(",").map((word) => word.trim()).filter(Boolean);
    const odd = wanted.filter((word) => !every.includes(word));
    if (odd.length) say(`“${name}=${brief(odd.join())}” is not among: ${every.join(", ")}.`);
    const known = every.filter((word) => wanted.includes(word));
    return new Set(known.length || !odd.length ? known : all);
  };
  if (query.has("partners")) found.partners = pick("partners", everyone, everyone);
  if (query.get("kinds")) found.kinds = pick("kinds", data.kinds, []);
  found.find = query.get("find") || "";
  found.open = query.get("open") || "";
  return checkOpen(found, say);
}

function checkOpen(found, say) {
  if (found.open && !entries.has(found.open) && !(found.open.startsWith("event/")
    && idOf.has(found.open.slice(6))) && !wordOf(found.open)) {
    say(`“open=${brief(found.open)}” names no value, no event and no word of this page.`);
  }
  return found;
}

const FAULTS = 3; // so many are told; the answer stays in sight below them
function drawNotice() {
  $("notice").hidden = !faults.length;
  const rest = faults.length - FAULTS;
  $("notice-text").replaceChildren(...faults.slice(0, FAULTS).map((text) => el("p", { text })),
    rest > 0 ? el("p", { text: `${rest} more of this address cannot be followed.` }) : "");
}

let writing = 0;
let sliding = false;
function remember(how) {
  clearTimeout(writing);
  // One entry for a drag, however slow, not one for each day of it, which a browser would refuse.
  if (how === "later") writing = setTimeout(() => remember(sliding ? "later" : "push"), 300);
  else if (fragment() !== location.hash) {
    try {
      history[`${how}State`](null, "", fragment());
    } catch {
      // A frame without an address has none to write; a browser may refuse one of many.
    }
  }
}

let drawn = 0;
// Whoever chooses another day or view has left the story; a panel opened in it belongs to it.
function ask(change, how = "push") {
  const within = "story" in change || Object.keys(change).every((name) => name === "open");
  Object.assign(state, within ? {} : { story: "" }, change);
  faults = [];
  if (change.day !== undefined) showAll = false;
  remember(how);
  drawn ||= requestAnimationFrame(() => {
    drawn = 0;
    draw();
  });
}
