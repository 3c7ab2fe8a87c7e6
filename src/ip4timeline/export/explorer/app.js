"use strict";
// The page looks up what the library has computed. Each key of each projection has a history per
// knowledge day; to show a day is to find the history by the one clock and the row by the other.
(() => {
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
  function lastSeen(entry, row, by) {
    const known = row && row.value && sights.get(row.value.seen);
    if (!known) return null;
    if (rowsOf(entry, by).some((r) => r.day > row.day && r.value !== row.value)) return null;
    const seen = last((last(known, "since", by) || { rows: [] }).rows, "day", state.day);
    if (!seen) return null;
    const { main, through, by: latest } = seen.value;
    const day = Math.min(through ?? latest ?? state.day, state.day);
    const limit = new Date(day * DAY);
    limit.setUTCFullYear(limit.getUTCFullYear() + data.longAgo);
    return {
      text: `last seen ${through > state.day ? iso(state.day) : main}`,
      longAgo: limit.getTime() < state.day * DAY,
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

  // What is asked

  const [FIRST, LAST] = data.range;
  const clamp = (day) => Math.min(Math.max(day, FIRST), LAST);
  const everyone = data.partners.map((p) => p.id);
  const newest = clamp(data.events.reduce((most, e) => Math.max(most, e.known), FIRST));
  const start = () => ({
    day: newest, mode: "all", known: newest, partners: new Set(everyone), kinds: new Set(),
    find: "", open: "",
  });
  let state = start();
  let showAll = false;
  let opener = null;
  const folded = new Map();

  const known = () =>
    state.mode === "all" ? Infinity : state.mode === "same" ? state.day : state.known;
  const chosen = () => data.partners.filter((p) => state.partners.has(p.id));
  const hindsight = data.horizon === null ? "with hindsight"
    : `as known on ${inWords(data.horizon)}`;
  const knowledgeText = () =>
    state.mode === "all" ? hindsight : `as known on ${inWords(known())}`;

  function fragment() {
    const parts = [["day", iso(state.day)]];
    if (state.mode === "same") parts.push(["known", "same"]);
    if (state.mode === "on") parts.push(["known", iso(state.known)]);
    if (state.partners.size < everyone.length) parts.push(["partners", [...state.partners].join()]);
    if (state.kinds.size) parts.push(["kinds", [...state.kinds].join()]);
    if (state.find) parts.push(["find", state.find]);
    if (state.open) parts.push(["open", state.open]);
    return `#${parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}`;
  }

  function readFragment() {
    const query = new URLSearchParams(location.hash.slice(1).replace(/\+/g, "%2B"));
    const found = start();
    const day = dayOf(query.get("day") || "");
    if (day !== null) found.day = clamp(day);
    const by = query.get("known") || "";
    if (by === "same") found.mode = "same";
    else if (dayOf(by) !== null) [found.mode, found.known] = ["on", dayOf(by)];
    else found.known = found.day;
    if (query.has("partners")) {
      const wanted = query.get("partners").split(",");
      found.partners = new Set(everyone.filter((p) => wanted.includes(p)));
    }
    const kinds = (query.get("kinds") || "").split(",");
    found.kinds = new Set(data.kinds.filter((kind) => kinds.includes(kind)));
    found.find = query.get("find") || "";
    found.open = query.get("open") || "";
    return found;
  }

  let writing = 0;
  function remember(how) {
    clearTimeout(writing);
    // One entry for a drag, not one for each day of it, which a browser would refuse.
    if (how === "later") writing = setTimeout(() => remember("push"), 300);
    else if (fragment() !== location.hash) history[`${how}State`](null, "", fragment());
  }

  let drawn = 0;
  function ask(change, how = "push") {
    Object.assign(state, change);
    if (change.day !== undefined) showAll = false;
    remember(how);
    drawn ||= requestAnimationFrame(() => {
      drawn = 0;
      draw();
    });
  }

  // Days on which something changes

  let ticked = "";
  let changes = [];
  function findChanges() {
    const by = known();
    const same = state.mode === "same";
    const question = JSON.stringify([
      same ? "same" : by === Infinity ? "all" : by, [...state.partners], [...state.kinds], state.find,
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
    if (!state.kinds.size && !state.find) {
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
    changes = [...days].filter((day) => day >= FIRST && day <= LAST).sort((a, b) => a - b);
    return true;
  }

  const following = () => changes.find((day) => day > state.day);
  const preceding = () => changes.findLast((day) => day < state.day);

  function drawTicks() {
    const svg = $("ticks");
    svg.setAttribute("viewBox", `0 0 ${LAST - FIRST} 10`);
    svg.firstElementChild.setAttribute("d", changes.map((d) => `M${d - FIRST} 0V10`).join(""));
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
  }

  // Values

  let focusDetails = false;
  function opens(ref, properties, ...children) {
    const onclick = () => {
      opener = ref;
      focusDetails = true;
      ask({ open: ref });
    };
    return el("button", {
      type: "button", "data-ref": ref, "aria-expanded": String(state.open === ref),
      "aria-controls": "details", onclick, ...properties,
    }, ...children);
  }

  const mainText = (entry, value) =>
    entry.aspect === "SUPPORT" && entry.key[4] && /^\d/.test(value.main)
      ? `${entry.key[4]} ${value.main}` : value.main;

  function tag(text) {
    const doubt = /possibly|unknown|opposed|shelved|rejected/.test(text);
    return el("span", { class: doubt ? "tag doubt" : "tag", text });
  }

  function valueButton(entry, value, key = "") {
    const seen = lastSeen(entry, rowOf(entry, state.day, known()), known());
    const faded = seen && seen.longAgo;
    const look = entry.aspect === "CONTACTS" ? "value line" : "value";
    return opens(entry.ref, { class: faded ? `${look} faded` : look },
      key && el("span", { class: "key", text: `${key} ` }),
      el("span", { class: "main", text: value ? mainText(entry, value) : "none" }),
      value && value.tag ? tag(value.tag) : "",
      value && value.more ? el("span", { class: "more", text: ` ${value.more}` }) : "",
      faded ? el("span", { class: "more", text: ` No end on record, ${seen.text}` }) : "");
  }

  function single(entry) {
    const row = entry && rowOf(entry, state.day, known());
    if (!row) return el("span", { class: "none", text: "not on record" });
    return valueButton(entry, row.value);
  }

  function valued(partner, aspect, test = () => true) {
    return (ofPartner.get(partner)[aspect] || [])
      .map((entry) => [entry, (rowOf(entry, state.day, known()) || {}).value])
      .filter(([entry, value]) => value && test(value, entry));
  }

  function foldable(id, title, count, body, isOpen = false) {
    if (!count) return "";
    const made = el("details", { "data-fold": id, open: folded.has(id) ? folded.get(id) : isOpen },
      el("summary", {}, `${title} `, el("span", { class: "count", text: `(${count})` })), body);
    made.addEventListener("toggle", () => printing || folded.set(id, made.open));
    return made;
  }

  const list = (pairs, keyText = () => "") => el("ul", { class: "values" },
    pairs.map(([entry, value]) => el("li", {}, valueButton(entry, value, keyText(entry)))));

  function voices(pairs) {
    const groups = [["ties", "Towards ties with NATO"], ["about", "Towards their subject"]];
    return groups.map(([towards, heading]) => {
      const within = pairs.filter(([entry]) => entry.key[2] === towards);
      const names = new Map(within.map(([entry]) => [entry.key[1], entry.label[1]]));
      if (!within.length) return "";
      return [el("h4", { text: heading }), el("dl", { class: "voices" },
        [...names].map(([name, label]) => [el("dt", { text: label }),
          el("dd", {}, STANCES.map((stance) => {
            const found = within.find(([e]) => e.key[1] === name && e.key[3] === stance);
            return found ? valueButton(found[0], { ...found[1], more: stance }) : "";
          }))]).flat())];
    }).flat();
  }

  function card({ id, label }) {
    const leaders = data.leaders[id];
    const statuses = valued(id, "STATUSES");
    const missions = valued(id, "MISSIONS");
    const contacts = valued(id, "CONTACTS");
    const agreements = valued(id, "AGREEMENTS", (value) => value.stage !== "announced");
    const announced = valued(id, "AGREEMENTS", (value) => value.stage === "announced");
    const offices = valued(id, "OFFICES", (value, entry) => entry.key[0] !== leaders);
    const mechanisms = valued(id, "MECHANISMS");
    const support = valued(id, "SUPPORT");
    const said = valued(id, "VOICES");
    const keyed = (entry) => entry.label[entry.label.length - 1];
    return el("article", { class: "card", "aria-labelledby": `card-${id}` },
      el("h3", { id: `card-${id}`, text: label }),
      el("dl", {},
        el("dt", { text: "Leader" }), el("dd", {}, single(entries.get(`LEADER/${id}`))),
        el("dt", { text: "Partnership programme" }),
        el("dd", {}, single(entries.get(`PROGRAMME/${id}`)))),
      foldable(`${id}-missions`, "Missions", missions.length, list(missions), true),
      foldable(`${id}-statuses`, "Statuses", statuses.length, list(statuses), true),
      foldable(`${id}-contacts`, "Contacts", contacts.length, list(contacts, keyed), true),
      foldable(`${id}-agreements`, "Agreements", agreements.length, list(agreements)),
      foldable(`${id}-announced`, "Under negotiation", announced.length, list(announced)),
      foldable(`${id}-mechanisms`, "Mechanisms", mechanisms.length, list(mechanisms)),
      foldable(`${id}-offices`, "Offices", offices.length,
        list(offices, (entry) => entry.label[0])),
      foldable(`${id}-support`, "Support", support.length, list(support,
        (entry) => [1, 2, 3].map((n) => entry.label[n]).filter(Boolean).join(", "))),
      foldable(`${id}-voices`, "Statements", said.length, el("div", {}, voices(said))));
  }

  function drawNato() {
    const by = known();
    const item = (title, ...content) => el("div", {}, el("dl", {}, el("dt", { text: title }),
      content.map((made) => el("dd", {}, made))));
    const proposals = data.aspects.PROPOSALS.map(({ key }) => entries.get(`PROPOSALS/${key[0]}`))
      .filter((entry) => (rowOf(entry, state.day, by) || {}).value);
    $("nato").replaceChildren(
      item("Secretary General", single(entries.get("OFFICES/nato-secretary-general"))),
      item("Allies", single(entries.get("ALLIES/nato"))),
      proposals.length ? item("Proposals", ...proposals.map(single)) : "");
  }

  // Occasions by partners

  function cell(occasion, partner) {
    const entry = entries.get(`ENGAGEMENTS/${partner.id}/${occasion.id}`);
    const value = entry && (rowOf(entry, state.day, known()) || {}).value;
    const status = value ? value.main : "unknown";
    const level = value && value.level;
    const look = status === "attended" ? `filled level-${level}` : LOOKS[status] || "blank";
    const content = [
      el("b", {}, el("span", { "aria-hidden": "true", text: `${MARKS[status]} ` }),
        words(status) + (level ? `: ${words(level)}` : "")),
      value && value.person ? el("span", { text: value.person }) : "",
      value && value.instead ? el("span", { text: ` instead of ${value.instead}` }) : "",
    ];
    return el("td", { role: "cell", "data-partner": partner.label }, value
      ? opens(entry.ref, { class: `cell ${look}` }, content)
      : el("div", { class: "cell blank" }, content));
  }

  function matrix(series, label, occasions) {
    const heading = (text) => el("th", { scope: "col", role: "columnheader", text });
    // The roles stay when a narrow screen lays the table out as blocks.
    return el("table", { class: "matrix", role: "table", "data-series": series },
      el("caption", { class: "hidden", text: label }),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heading("Occasion"),
        chosen().map((partner) => heading(partner.label)))),
      el("tbody", { role: "rowgroup" }, occasions.map((occasion) => el("tr",
        { role: "row", "data-occasion": occasion.id },
        el("th", { scope: "row", role: "rowheader" }, occasion.title,
          el("small", { text: occasion.dates })),
        chosen().map((partner) => cell(occasion, partner))))));
  }

  function drawMatrices() {
    const by = known();
    const series = new Map();
    for (const occasion of data.occasions) {
      const scheduled = everyone.some((id) => {
        const entry = entries.get(`ENGAGEMENTS/${id}/${occasion.id}`);
        return entry && (rowOf(entry, state.day, by) || {}).value;
      });
      if (!scheduled) continue;
      if (!series.has(occasion.series)) series.set(occasion.series, []);
      series.get(occasion.series).push(occasion);
    }
    const order = ([name, [{ format }]]) => (name ? data.formats.indexOf(format) : Infinity);
    const groups = [...series].sort((one, other) => order(one) - order(other));
    const tables = groups.map(([name, occasions], n) => {
      const label = occasions[0].seriesLabel;
      return foldable(`series-${name}`, label, occasions.length,
        matrix(name, label, occasions), n === 0);
    });
    $("matrices").replaceChildren(...(tables.length ? tables
      : [el("p", { class: "none", text: "No occasion of the record was scheduled by then." })]));
    $("legend").hidden = !tables.length;
  }

  function drawLegend() {
    $("legend").replaceChildren(
      ...data.levels.map((level) => el("span", { class: `level-${level}` },
        el("span", { class: "swatch", "aria-hidden": "true" }), words(level))),
      ...Object.entries(MARKS).map(([status, mark]) => el("span", { text:
        `${mark} ${words(status)}` })));
  }

  // Evidence

  const partnersOf = (event) =>
    event.partners.map((n) => data.partners[n].label).join(", ") || "NATO";

  function knownText(event) {
    if (event.known === event.day) return "";
    return `known ${iso(event.known)}${event.basis === "assumed" ? " (assumed)" : ""}`;
  }

  const LATER = { title: data.later };

  // A source that was not surely public is left out; where there is no other, that is said.
  function citesOf(entry, by) {
    const all = entry.cites.map(([at, locator, supports]) =>
      ({ source: data.sources[at], locator, supports }));
    const then = all.filter(({ source }) => by === Infinity || (source.day ?? Infinity) <= by);
    return then.length || !all.length ? then : [{ source: LATER }];
  }

  function sourceText(source) {
    if (source === LATER) return [source.title];
    const title = `${source.publisher ? `${source.publisher}, ` : ""}“${source.title}”`;
    const safe = /^https?:\/\//i.test(source.url || "");
    return [
      safe ? el("a", { href: source.url, rel: "noreferrer noopener", target: "_blank", text: title })
        : title,
      source.published ? `, ${source.published}` : "",
      source.tier ? tag(source.tier) : "",
    ];
  }

  function citeList(entry, by) {
    const found = citesOf(entry, by);
    if (!found.length) return "";
    return el("ul", { class: "cites" }, found.map(({ source, locator, supports }) =>
      el("li", {}, sourceText(source), locator ? [" ", el("q", { text: locator })] : "",
        supports ? ` (${supports})` : "")));
  }

  function evidence(event, by) {
    return el("li", { "data-event": data.ids[event.id] },
      el("small", {}, [event.occurred, knownText(event), kindLabel(event.kind), partnersOf(event)]
        .filter(Boolean).join(" · ")),
      el("p", { text: event.summary || data.ids[event.id] }), citeList(event, by));
  }

  function amendmentNote(amendment, by) {
    const when = amendment.known ? `known ${amendment.known}` : "our record was wrong throughout";
    const told = amendment.told === null || amendment.told <= by;
    return el("div", { class: "amendment", "data-amendment": amendment.id },
      el("p", {}, el("strong", { text: `${capital(told ? amendment.kind : "retraction")}, ${when}: ` }),
        told ? amendment.reason : data.withdrawn), citeList(amendment, by));
  }

  function headingOf(entry) {
    const [first, ...rest] = entry.label;
    if (!rest.length) return `${first}: ${ASPECTS[entry.aspect].toLowerCase()}`;
    return `${first}: ${ASPECTS[entry.aspect].toLowerCase()}, ${rest.filter(Boolean).join(", ")}`;
  }

  function valueLines(entry, value) {
    const main = entry.aspect === "ENGAGEMENTS" ? words(value.main) : mainText(entry, value);
    const text = value.level ? `${main}: ${words(value.level)}` : main;
    const lines = [el("p", { class: "big" }, text, value.tag ? tag(value.tag) : "")];
    const add = (label, content) =>
      content && lines.push(el("p", { class: "meta", text: `${label}${content}` }));
    add("", value.more);
    add("By ", value.person);
    add("Instead of ", value.instead);
    add("Who was invited: ", value.invitee);
    add(entry.aspect === "ALLIES" ? "" : "Delegates: ", (value.delegates || []).join(", "));
    return lines;
  }

  function spells(entry, rows) {
    const periods = rows.filter((row, n) => !n || row.value !== rows[n - 1].value);
    if (periods.length < 2) return "";
    const text = (row) => row.value
      ? [mainText(entry, row.value), row.value.level && words(row.value.level), row.value.person,
        row.value.more, row.value.tag].filter(Boolean).join(", ")
      : row.lapsed ? "lapsed" : "none";
    return el("details", {}, el("summary", { text: `History: ${periods.length} periods` }),
      el("table", { class: "history" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col", text: "From" }),
          el("th", { scope: "col", text: "Value" }))),
        el("tbody", {}, periods.map((row) => el("tr", {},
          el("td", {}, el("button", { type: "button", text: iso(row.day),
            "aria-label": `Go to ${iso(row.day)}`, onclick: () => ask({ day: clamp(row.day) }) }),
          row.value && row.opened !== iso(row.day) ? el("small", { text: row.opened }) : ""),
          el("td", { text: text(row) }))))));
  }

  function explain(entry, by) {
    const row = rowOf(entry, state.day, by);
    const parts = [el("p", { class: "meta", text:
      `As of ${inWords(state.day)}, ${knowledgeText()}` })];
    const seen = lastSeen(entry, row, by);
    if (row && row.value) parts.push(...valueLines(entry, row.value));
    if (seen) parts.push(el("p", { class: "meta seen", text: `No end on record, ${seen.text}` }));
    else parts.push(el("p", { class: "big", text: "No value on this day" }));
    if (!row) return parts;
    const events = row.because.map((id) => forms[id].find((event) => stands(event, by)));
    if (row.lapsed !== null) {
      parts.push(el("p", { class: "lapsed", text:
        `It lapsed by its own terms on ${inWords(row.lapsed)}; what had held came from:` }));
    } else if (!row.value && events.length) parts.push(el("p", { text: "It was ended by:" }));
    else if (events.length) {
      parts.push(el("p", { text: `Because of ${plural(events.length, "event")}` +
        `${events.length > 1 ? ", in the order in which they count:" : ":"}` }));
    }
    parts.push(el("ol", { class: "evidence" }, events.map((event) => evidence(event, by))),
      row.amendments.map((n) => amendmentNote(data.amendments[n], by)),
      spells(entry, rowsOf(entry, by)));
    return parts.flat();
  }

  function explainEvent(id, by) {
    const found = forms[id].find((event) => stands(event, by));
    if (!found) {
      return [el("p", { text: `${capital(knowledgeText())}, this does not stand: not yet known, ` +
        "or retracted." })];
    }
    const earlier = forms[id].filter((event) => event.until !== null && event.until <= found.since);
    return [
      el("ol", { class: "evidence" }, evidence(found, by)),
      found.amendment === null ? "" : amendmentNote(data.amendments[found.amendment], by),
      ...earlier.map((event) => el("p", { class: "meta", text:
        `What had been believed until ${inWords(event.until)}: ${event.summary}` })),
    ];
  }

  function drawDetails() {
    const by = known();
    const id = state.open.startsWith("event/") ? idOf.get(state.open.slice(6)) : undefined;
    const entry = entries.get(state.open);
    if (!entry && id === undefined) state.open = "";
    $("details").hidden = !state.open;
    for (const button of document.querySelectorAll("[data-ref]")) {
      button.setAttribute("aria-expanded", String(button.dataset.ref === state.open));
    }
    if (!state.open) return;
    $("details-heading").textContent = entry ? headingOf(entry)
      : `Event: ${kindLabel((forms[id].find((e) => stands(e, by)) || forms[id][0]).kind)}`;
    const was = $("details-body").querySelector("details");
    const content = entry ? explain(entry, by) : explainEvent(id, by);
    $("details-body").replaceChildren(...content.filter((part) => part !== ""));
    const now = $("details-body").querySelector("details");
    if (was && now) now.open = was.open;
    if (focusDetails) {
      focusDetails = false;
      $("details").scrollTop = 0;
      $("details-heading").focus({ preventScroll: true });
    }
  }

  function close() {
    const back = opener;
    opener = null;
    ask({ open: "" });
    const target = back && document.querySelector(`[data-ref="${CSS.escape(back)}"]`);
    (target || $("answer")).focus({ preventScroll: Boolean(!target) });
  }

  // Events

  function listed(event) {
    if (state.kinds.size && !state.kinds.has(event.kind)) return false;
    if (state.partners.size < everyone.length
      && !event.partners.some((n) => state.partners.has(data.partners[n].id))) return false;
    return !state.find || event.text.includes(state.find.toLowerCase());
  }

  const eventsNow = () => {
    const by = known();
    return data.events.filter((event) =>
      event.day !== null && event.day <= state.day && stands(event, by) && listed(event));
  };

  function evidenceButton(event, by) {
    const cited = citesOf(event, by);
    const text = cited.some(({ source }) => source === LATER) ? "No source yet"
      : plural(cited.length, "source");
    const label = `${text}: ${event.summary || data.ids[event.id]}`;
    return opens(event.ref, { "aria-label": label }, text);
  }

  function drawEvents() {
    const by = known();
    const found = eventsNow().reverse();
    const shown = showAll ? found : found.slice(0, AT_FIRST);
    $("events-heading").textContent = `Events up to ${inWords(state.day)}: ${found.length}`;
    $("events").replaceChildren(...shown.map((event) => el("li", { "data-event": data.ids[event.id] },
      el("span", { class: "when" }, event.occurred, el("small", { text: knownText(event) })),
      el("div", {},
        el("small", { text: `${kindLabel(event.kind)} · ${partnersOf(event)}` +
          (event.kind === "report" ? " · not confirmed" : "") }),
        el("p", { text: event.summary || data.ids[event.id] }),
        el("small", { class: "print-only", text: citesOf(event, by).map(({ source }) =>
          [source.publisher || source.title, source.published].filter(Boolean).join(", "))
          .join("; ") })),
      evidenceButton(event, by))));
    $("events-note").textContent =
      shown.length < found.length ? `The latest ${shown.length} are shown, newest first.` : "";
    $("more").hidden = shown.length === found.length;
    $("more").textContent = `Show all ${found.length} events`;
    if (!found.length) {
      $("events").append(el("li", { class: "none" }, "No event of these kinds by then."));
    }
    return found.length;
  }

  // The whole

  let said = 0;
  let typing = null; // the field of a date that the keyboard is in
  function draw() {
    const focused = document.activeElement && document.activeElement.dataset.ref;
    const summary = document.activeElement && document.activeElement.closest("[data-fold] > summary");
    const fold = summary && summary.parentElement.dataset.fold;
    $("slider").value = state.day;
    $("slider").setAttribute("aria-valuetext", inWords(state.day));
    if (typing !== $("day")) $("day").value = iso(state.day);
    if (typing !== $("known")) $("known").value = iso(state.known);
    $("known").disabled = state.mode !== "on";
    for (const radio of document.getElementsByName("mode")) radio.checked = radio.value === state.mode;
    for (const box of $("partners").querySelectorAll("input")) {
      box.checked = state.partners.has(box.value);
    }
    for (const box of $("kinds").querySelectorAll("input")) box.checked = state.kinds.has(box.value);
    $("kinds-chosen").textContent = state.kinds.size ? ` (${state.kinds.size} chosen)` : " (all)";
    $("kinds-clear").hidden = !state.kinds.size;
    if ($("find").value !== state.find) $("find").value = state.find;
    const question = `${inWords(state.day)}, ${knowledgeText()}`;
    $("question").textContent = question;
    $("briefing").textContent = `As of ${question}`;
    document.title = `NATO and the Indo-Pacific Four: ${question}`;
    if (findChanges()) drawTicks();
    $("previous").disabled = preceding() === undefined;
    $("next").disabled = following() === undefined;
    drawNato();
    drawMatrices();
    $("cards").replaceChildren(...(state.partners.size ? chosen().map(card)
      : [el("p", { class: "none", text: "No partner is chosen." })]));
    const count = drawEvents();
    drawDetails();
    const again = focused ? document.querySelector(`[data-ref="${CSS.escape(focused)}"]`)
      : fold ? document.querySelector(`[data-fold="${CSS.escape(fold)}"] > summary`) : null;
    if (again && document.activeElement === document.body) again.focus({ preventScroll: true });
    document.documentElement.dataset.shown = fragment();
    clearTimeout(said);
    said = setTimeout(() => {
      $("status").textContent = `As of ${question}: ${plural(count, "event")}.`;
    }, 500);
  }

  // Paper: everything unfolded, each value with the numbers of its sources

  let printing = false;
  function ranges(numbers) {
    const runs = [];
    for (const number of numbers.sort((a, b) => a - b)) {
      const run = runs[runs.length - 1];
      if (run && run[1] === number - 1) run[1] = number;
      else runs.push([number, number]);
    }
    return runs.map(([low, high]) => (low === high ? low : `${low}–${high}`)).join(", ");
  }

  function prepareToPrint() {
    if (printing) return;
    printing = true;
    for (const part of $("answer").querySelectorAll("details")) part.open = true;
    const by = known();
    const numbers = new Map();
    for (const button of $("answer").querySelectorAll("[data-ref]")) {
      const entry = entries.get(button.dataset.ref);
      // What is counted up has its evidence in the list of events.
      if (!entry || TALLIES.has(entry.aspect) || entry.aspect === "ALLIES") continue;
      const row = rowOf(entry, state.day, by);
      const cited = new Set();
      for (const id of row && row.value ? row.because : []) {
        const event = forms[id].find((form) => stands(form, by));
        for (const { source } of citesOf(event, by)) {
          if (!numbers.has(source)) numbers.set(source, numbers.size + 1);
          cited.add(numbers.get(source));
        }
      }
      if (cited.size) {
        button.append(el("sup", { class: "note", text: ` [${ranges([...cited])}]` }));
      }
    }
    $("sources").replaceChildren(...[...numbers.keys()].map((source) =>
      el("li", {}, sourceText(source), source.url ? ` ${source.url}` : "")));
  }

  function afterPrint() {
    if (!printing) return;
    draw();
    printing = false;
  }

  // Playing and choosing

  let timer = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  function play(on) {
    clearInterval(timer);
    timer = on ? setInterval(() => {
      const next = following();
      if (next === undefined) play(false);
      else ask({ day: next }, "replace");
    }, 700) : 0;
    $("play").setAttribute("aria-pressed", String(on));
    $("play").textContent = on ? "Pause" : "Play";
  }

  function step(day) {
    play(false);
    if (day !== undefined) ask({ day });
  }

  function choose(set, input) {
    const changed = new Set(set);
    if (input.checked) changed.add(input.value);
    else changed.delete(input.value);
    return changed;
  }

  function checkbox(value, text, onchange) {
    return el("label", {}, el("input", { type: "checkbox", value, onchange }), text);
  }

  // While a year is typed, its first digits are a date too, of another age: it is let be. So is
  // the field itself, since writing to it would make the browser forget the digits it has.
  function typed(input, current, take) {
    input.addEventListener("keydown", () => {
      typing = input;
    });
    input.addEventListener("change", () => {
      const day = dayOf(input.value);
      if (day !== null && day === clamp(day)) take(day);
    });
    input.addEventListener("blur", () => {
      typing = null;
      input.value = iso(current());
    });
  }

  function build() {
    Object.assign($("slider"), { min: FIRST, max: LAST });
    for (const input of [$("day"), $("known")]) {
      Object.assign(input, { min: iso(FIRST), max: iso(LAST), required: true });
    }
    $("partners").append(...data.partners.map((p) => checkbox(p.id, p.label, (event) =>
      ask({ partners: choose(state.partners, event.target) }))));
    $("kinds").querySelector("fieldset").append(...data.kinds.map((kind) =>
      checkbox(kind, kindLabel(kind), (event) => ask({ kinds: choose(state.kinds, event.target) }))));
    $("foot").textContent = `${data.entries} entries, digest ${data.digest}. ` +
      `Nothing in it became known after ${inWords(newest)}. ` +
      "The page holds all it shows and loads nothing.";
    drawYears();
    drawLegend();

    $("slider").addEventListener("input", (event) => {
      play(false);
      ask({ day: Number(event.target.value) }, "later");
    });
    $("slider").addEventListener("keydown", (event) => {
      const years = { PageUp: 1, PageDown: -1 }[event.key];
      if (!years) return;
      event.preventDefault();
      const date = new Date(state.day * DAY);
      date.setUTCFullYear(date.getUTCFullYear() + years);
      step(clamp(Math.round(date.getTime() / DAY)));
    });
    typed($("day"), () => state.day, (day) => step(day));
    typed($("known"), () => state.known, (day) => ask({ known: day }));
    $("previous").addEventListener("click", () => step(preceding()));
    $("next").addEventListener("click", () => step(following()));
    $("play").addEventListener("click", () => play(!timer));
    for (const radio of document.getElementsByName("mode")) {
      radio.addEventListener("change", () => {
        ask({ mode: radio.value, known: state.mode === "same" ? state.day : state.known });
      });
    }
    $("kinds-clear").addEventListener("click", () => ask({ kinds: new Set() }));
    $("find").addEventListener("input", (event) => ask({ find: event.target.value }, "later"));
    $("more").addEventListener("click", () => {
      showAll = true;
      draw();
      ($("events").children[AT_FIRST].querySelector("button") || $("events")).focus();
    });
    $("close").addEventListener("click", close);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.open) close();
    });
    // The address belongs to the state, so the link may not write itself into it.
    $("skip").addEventListener("click", (event) => {
      event.preventDefault();
      $("answer").focus();
    });
    $("print").addEventListener("click", () => print());
    addEventListener("beforeprint", prepareToPrint);
    addEventListener("afterprint", afterPrint);
    matchMedia("print").addEventListener("change", (event) =>
      event.matches ? prepareToPrint() : afterPrint());
    addEventListener("resize", drawYears);
    const settle = () => {
      $("play").hidden = calm.matches;
      if (calm.matches) play(false);
    };
    calm.addEventListener("change", settle);
    settle();
    addEventListener("popstate", () => {
      clearTimeout(writing);
      typing = null;
      state = readFragment();
      draw();
    });
  }

  build();
  state = readFragment();
  draw();
  performance.mark("interactive");
})();
