// The page looks up what the library has computed. Each key of each projection has a history per
// knowledge day; to show a day is to find the history by the one clock and the row by the other.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const DAY = 86400000;
const AT_FIRST = 40;
const TALLIES = new Set(["CONTACTS", "SUPPORT", "VOICES"]);
const ASPECTS = {
  LEADER: "Leader", OFFICES: "Office", ENGAGEMENTS: "Engagement", AGREEMENTS: "Agreement",
  PROGRAMME: "Partnership programme", STATUSES: "Status", MISSIONS: "Mission",
  MECHANISMS: "Mechanism", CONTACTS: "Contacts", SUPPORT: "Support", VOICES: "Statements",
  ALLIES: "Allies", PROPOSALS: "Proposal",
};
const MARKS = {
  attended: "●", expected: "○", invited: "◇", scheduled: "·", withdrawn: "↩", declined: "✕",
  absent: "∅", "called-off": "⊘", "no-format": "–", unknown: "?",
};
const LOOKS = {
  expected: "planned", invited: "planned", scheduled: "planned", withdrawn: "refused",
  declined: "refused", absent: "refused", "called-off": "refused",
};
const STANCES = ["supportive", "critical", "mixed", "neutral"];

// Text and elements

const words = (slug) => slug.replace(/-/g, " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const kindLabel = (kind) => capital(words(kind));
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const longDate = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
const inWords = (day) => longDate.format(new Date(day * DAY));
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

const counted = (count) =>
  ["no", "one", "two", "three", "four", "five", "six"][count] || String(count);

const MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august",
  "september", "october", "november", "december"];

// A day as somebody may write it: 2025-06-25, 2025-6-25, 25 June 2025. What can be read in two
// ways, or is no day, is null.
function readDay(text) {
  let found = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text.trim());
  let parts = found && found.slice(1);
  if (!found) {
    found = /^(\d{1,2}) ([a-z]{3,}) (\d{4})$/i.exec(text.trim());
    const month = found && MONTHS.findIndex((name) => name.startsWith(found[2].toLowerCase()));
    if (!found || month < 0) return null;
    parts = [found[3], String(month + 1), found[1]];
  }
  const day = dayOf(parts.map((part) => part.padStart(2, "0")).join("-"));
  // A browser may take 31 February for a day in March.
  return day !== null && Number(iso(day).slice(8)) === Number(parts[2]) ? day : null;
}

function dayOf(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : Math.round(time / DAY);
}

function el(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== ""));
  return made;
}
