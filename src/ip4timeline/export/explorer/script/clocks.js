// The two clocks

function decode(known) {
  let rows = [];
  return known.map(([since, kept, fresh]) => {
    rows = rows.slice(0, kept);
    for (const [day, value, opened, same, added, amendments = [], lapsed = null] of fresh) {
      const above = rows.length ? rows[rows.length - 1].because : [];
      rows.push({
        day, opened, amendments, lapsed,
        value: value === null ? null : data.values[value],
        because: above.slice(0, same).concat(added),
      });
    }
    return { since, rows };
  });
}

function last(list, field, limit) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle][field] <= limit) low = middle + 1;
    else high = middle;
  }
  return low ? list[low - 1] : null;
}

const rowsOf = (entry, known) => (last(entry.known, "since", known) || { rows: [] }).rows;
const rowOf = (entry, day, known) => last(rowsOf(entry, known), "day", day);
const stands = (event, known) =>
  event.since <= known && (event.until === null || known < event.until);

// An occasion as it was scheduled by a day; with hindsight as it was.
const occasionAt = (occasion, known) =>
  (known === Infinity ? occasion : { ...occasion, ...last(occasion.known, "since", known) });

const entries = new Map();
const ofPartner = new Map(data.partners.map((p) => [p.id, {}]));
for (const [aspect, keys] of Object.entries(data.aspects)) {
  for (const { key, label, known } of keys) {
    const ref = [aspect, ...key].join("/");
    const owner = aspect === "OFFICES"
      ? (data.partners.find((p) => key[0].startsWith(`${p.id}-`)) || {}).id
      : key[0];
    const entry = { ref, aspect, key, label, owner, known: decode(known) };
    entries.set(ref, entry);
    if (ofPartner.has(owner)) (ofPartner.get(owner)[aspect] ||= []).push(entry);
  }
}
const sights = new Map(data.seen.map(({ key, known }) => [key.join("/"), decode(known)]));

// When what holds on a day was last seen; null where it has an end on record.
function lastSeen(entry, row, by, asOf = state.day) {
  const known = row && row.value && sights.get(row.value.seen);
  if (!known) return null;
  if (rowsOf(entry, by).some((r) => r.day > row.day && r.value !== row.value)) return null;
  const seen = last((last(known, "since", by) || { rows: [] }).rows, "day", asOf);
  if (!seen) return null;
  const { main, through, by: latest } = seen.value;
  const day = Math.min(through ?? latest ?? asOf, asOf);
  const limit = new Date(day * DAY);
  limit.setUTCFullYear(limit.getUTCFullYear() + data.longAgo);
  return {
    text: `last seen ${through > asOf ? inWords(asOf) : main}`,
    day,
    longAgo: limit.getTime() < asOf * DAY,
    because: seen.because,
  };
}

const forms = data.ids.map(() => []);
for (const event of data.events) {
  forms[event.id].push(event);
  event.ref = `event/${data.ids[event.id]}`;
  event.text = `${event.summary} ${words(event.kind)} ${data.ids[event.id]}`.toLowerCase();
}
const idOf = new Map(data.ids.map((id, n) => [id, n]));
