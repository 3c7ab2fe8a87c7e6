// Events

const sought = () => state.find.trim().toLowerCase();
function listed(event) {
  if (state.kinds.size && !state.kinds.has(event.kind)) return false;
  if (state.partners.size < everyone.length
    && !event.partners.some((n) => state.partners.has(data.partners[n].id))) return false;
  return event.text.includes(sought());
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

function nothingFound() {
  const narrowed = [state.kinds.size && "of these kinds",
    state.partners.size < everyone.length && "of these partners"].filter(Boolean).join(" and ");
  return state.find ? `No event ${narrowed ? `${narrowed} ` : ""}matches “${state.find}” by then.`
    : `No event ${narrowed ? `${narrowed} ` : ""}by then.`;
}

// An address that asks for words leads to what has them; what it got wrong is seen first.
function showFound() {
  if (faults.length) scrollTo(0, 0);
  else if (state.find) $("events-heading").scrollIntoView({ block: "start" });
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
    $("events").append(el("li", { class: "none" }, nothingFound()));
  }
  return found.length;
}
