// One sentence for the day: who came to the newest summit, against the one before

const YEARS = ["in the same year", "a year before", "two years before", "three years before",
  "four years before", "five years before"];
const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
const monthOf = (day) => longDate.format(new Date(day * DAY)).replace(/^\d+ /, "");

function summits(by) {
  return data.occasions.map((one) => occasionAt(one, by)).filter((occasion) => occasion.format === data.formats[0]
    && occasion.series && occasion.days && occasion.days[0] <= state.day
    && everyone.some((id) => engagementOf(id, occasion, by)));
}

function engagementOf(id, occasion, by) {
  const entry = entries.get(`ENGAGEMENTS/${id}/${occasion.id}`);
  return entry ? (rowOf(entry, state.day, by) || {}).value || null : null;
}

const PLANNED = ["expected", "invited", "scheduled"];

// What no source tells, or not yet, is counted apart: silence is not absence.
function attendance(occasion, by) {
  const values = everyone.map((id) => engagementOf(id, occasion, by));
  const of = (...statuses) => values.filter((v) => v && statuses.includes(v.main));
  const leaders = (found) => found.filter((v) => v.level === "leader").length;
  const came = of("attended");
  return {
    leaders: leaders(came), came: came.length,
    untold: values.filter((v) => !v || ["unknown", ...PLANNED].includes(v.main)).length
      + came.filter((v) => !v.level).length,
    awaited: leaders(of("expected", "invited")),
    planned: of(...PLANNED).length,
    stayedAway: of("declined", "absent", "withdrawn", "called-off", "no-format").length
      === values.length,
    closed: of("no-format").length === values.length,
  };
}

// "one leader of the four was in The Hague"
function whoCame({ leaders, came, untold, awaited, planned, stayedAway, closed }, place) {
  const some = (n) => `${counted(n)} leader${n === 1 ? "" : "s"} of the four ${n === 1 ? "was" : "were"}`;
  if (came && untold && !leaders) return `no leader of the four is known to have been ${place}`;
  if (came) return `${untold ? "at least " : ""}${some(leaders)} ${place}`;
  if (awaited) return `${some(awaited)} expected ${place}`;
  if (planned) return `it is not yet known who of the four will be ${place}`;
  if (closed) return `the summit ${place} had no format for the four`;
  if (stayedAway) return `none of the four was ${place}`;
  return `no source says who of the four was ${place}`;
}

function whoHadCome({ leaders, came, untold, stayedAway, closed }, when) {
  if (came && untold && !leaders) return `${when} none is known to have come`;
  if (came) return `${when} it was ${untold ? "at least " : ""}${leaders ? counted(leaders) : "none"}`;
  if (closed) return `the summit ${when} had no format for them`;
  if (stayedAway) return `${when} none of them came`;
  return `of the summit ${when} no source says who came`;
}

function headlineText() {
  const by = known();
  const found = summits(by);
  const date = inWords(state.day) + (by === Infinity ? "" : `, as known on ${inWords(by)},`);
  const newest = found.pop();
  if (!newest) return `On ${date} no summit with the four is on record.`;
  const place = newest.place ? `in ${newest.place}` : `at the ${newest.title}`;
  const during = state.day <= newest.days[1];
  const opening = during ? `On ${date} ` : `On ${date} the last summit is that of ` +
    `${monthOf(newest.days[0])}: `;
  const text = opening + whoCame(attendance(newest, by), place);
  const before = found.pop();
  if (!before) return `${text}.`;
  const gap = yearOf(newest.days[0]) - yearOf(before.days[0]);
  const when = YEARS[gap] || `${gap} years before`;
  const then = whoHadCome(attendance(before, by), when);
  return `${text}; ${then}.`;
}
