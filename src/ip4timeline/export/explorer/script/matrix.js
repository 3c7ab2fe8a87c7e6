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
    entry ? soBeside(entry) : "",
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
        el("small", { text: occasionAt(occasion, known()).dates })),
      chosen().map((partner) => cell(occasion, partner))))));
}

let tabled = [];
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
      matrix(name, label, occasions.reverse()), n === 0);
  });
  $("matrices").replaceChildren(...(tables.length ? tables
    : [el("p", { class: "none", text: "No occasion of the record was scheduled by then." })]));
  tabled = groups;
  drawLegend();
}
