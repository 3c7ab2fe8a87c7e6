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
  for (const part of $("answer").querySelectorAll("details:not(#kinds)")) part.open = true;
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
