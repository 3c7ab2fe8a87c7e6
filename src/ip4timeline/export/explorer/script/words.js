// Words explained where they stand, as the data dictionary has them

const meaningOf = (key) => (Object.hasOwn(data.words, key) ? data.words[key] : null);
const wordOf = (ref) => (ref.startsWith("word/") ? meaningOf(ref.slice(5)) : null);

// A word that opens its meaning in the panel.
function wordButton(key, ...content) {
  return opens(`word/${key}`, { class: "word" }, ...content);
}

// Within the panel the meaning unfolds in place.
function meaning(key) {
  const found = meaningOf(key);
  return found ? el("details", { class: "meaning" },
    el("summary", { text: `What “${found[0]}” means` }), el("p", { text: found[1] })) : "";
}

// What stands in the tables that are open, with its mark or colour, beside them.
function drawLegend() {
  const open = tabled.filter(([name], n) => folded.get(`series-${name}`) ?? n === 0);
  const values = open.flatMap(([, occasions]) => occasions).flatMap((occasion) =>
    chosen().map(({ id }) => engagementOf(id, occasion, known())));
  const statuses = new Set(values.map((value) => (value ? value.main : "unknown")));
  const levels = new Set(values.map((value) => value && value.level).filter(Boolean));
  $("legend-words").replaceChildren(
    ...data.levels.filter((level) => levels.has(level)).map((level) =>
      wordButton(`level/${level}`, el("span", { class: `swatch level-${level}`,
        "aria-hidden": "true" }), words(level))),
    ...Object.entries(MARKS).filter(([status]) => statuses.has(status)).map(([status, mark]) =>
      wordButton(`status/${status}`, el("span", { "aria-hidden": "true", text: `${mark} ` }),
        words(status))));
  $("legend").hidden = !values.length;
}

function buildWords() {
  $("legend-toggle").addEventListener("click", () => {
    const open = $("legend").classList.toggle("open");
    $("legend-toggle").setAttribute("aria-expanded", String(open));
  });
  const sorts = { kind: "Kinds of event", status: "At an occasion", level: "Levels",
    aspect: "Values" };
  $("words-body").append(...Object.entries(sorts).flatMap(([sort, heading]) => [
    el("h3", { text: heading }),
    el("dl", {}, Object.entries(data.words).filter(([key]) => key.startsWith(`${sort}/`))
      .flatMap(([, [word, text]]) => [el("dt", { text: capital(word) }), el("dd", { text })]))]));
}
