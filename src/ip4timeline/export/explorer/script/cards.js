// Values

let focusDetails = false;

// The panel lies over the page, on the side away from what was chosen: nothing moves or is
// covered under the pointer.
function placeDetails(box) {
  $("details").classList.toggle("left", (box.left + box.right) / 2 > innerWidth / 2);
  $("details").classList.toggle("high", (box.top + box.bottom) / 2 > innerHeight / 2);
}

function opens(ref, properties, ...children) {
  const onclick = (event) => {
    opener = ref;
    placeDetails(event.currentTarget.getBoundingClientRect());
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

// What was so, as is known today, where what was known by then differs from it; else nothing.
function soBeside(entry) {
  if (!state.beside || state.mode === "all") return "";
  const [value, so] = [known(), Infinity].map((by) =>
    (rowOf(entry, state.day, by) || {}).value || null);
  if (so === value) return "";
  return el("span", { class: "so" }, el("span", { class: "so-word", text: "what was so: " }),
    valueText(entry, so, value) || "none");
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
    faded ? el("span", { class: "more", text: ` No end on record, ${seen.text}` }) : "",
    soBeside(entry));
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
  made.addEventListener("toggle", () => {
    if (printing || made.open === folded.get(id)) return;
    folded.set(id, made.open);
    if (id.startsWith("series-")) drawLegend();
  });
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
