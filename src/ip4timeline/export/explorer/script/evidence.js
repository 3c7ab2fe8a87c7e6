// Evidence

const partnersOf = (event) =>
  event.partners.map((n) => data.partners[n].label).join(", ") || "NATO";

function knownText(event) {
  if (event.known === event.day) return "";
  return `known ${inWords(event.known)}${event.basis === "assumed" ? " (assumed)" : ""}`;
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
  if (source === LATER) return [el("span", { class: "tag doubt", text: source.title })];
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
    el("p", { text: event.summary || data.ids[event.id] }),
    event.who.length ? el("small", { class: "who", text: `Who: ${event.who.join("; ")}` }) : "",
    citeList(event, by));
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
        el("td", {}, el("button", { type: "button", text: inWords(row.day), "data-go": row.day,
          "aria-label": `Go to ${inWords(row.day)}`, onclick: () => ask({ day: clamp(row.day) }) }),
        row.value && row.opened !== inWords(row.day) ? el("small", { text: row.opened }) : ""),
        el("td", { text: text(row) }))))));
}

function explain(entry, by) {
  const row = rowOf(entry, state.day, by);
  const parts = [el("p", { class: "meta", text:
    `As of ${inWords(state.day)}, ${knowledgeText()}` })];
  const seen = lastSeen(entry, row, by);
  if (row && row.value) parts.push(...valueLines(entry, row.value));
  else parts.push(el("p", { class: "big", text: "No value on this day" }));
  if (seen) parts.push(el("p", { class: "meta seen", text: `No end on record, ${seen.text}` }));
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
    spells(entry, rowsOf(entry, by)), meaning(`aspect/${entry.aspect}`),
    row.value ? meaning(`status/${row.value.main}`) : "",
    row.value && row.value.level ? meaning(`level/${row.value.level}`) : "");
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
      `What had been believed until ${inWords(event.until)}: ${event.summary || kindLabel(event.kind)}` })),
    meaning(`kind/${found.kind}`),
  ];
}

function drawDetails() {
  const by = known();
  const id = state.open.startsWith("event/") ? idOf.get(state.open.slice(6)) : undefined;
  const entry = entries.get(state.open);
  const word = wordOf(state.open);
  if (!entry && id === undefined && !word) state.open = "";
  $("details").hidden = !state.open;
  for (const button of document.querySelectorAll("[data-ref]")) {
    button.setAttribute("aria-expanded", String(button.dataset.ref === state.open));
  }
  if (!state.open) return;
  $("details").classList.toggle("story", Boolean(state.story));
  $("details-heading").textContent = word ? capital(word[0]) : entry ? headingOf(entry)
    : ["Event", ...forms[id].filter((e) => stands(e, by)).map((e) => kindLabel(e.kind))].join(": ");
  const was = $("details-body").querySelector("details");
  const content = word ? [el("p", { text: `${capital(word[1])}${word[1].endsWith(".") ? "" : "."}` })]
    : entry ? explain(entry, by) : explainEvent(id, by);
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
