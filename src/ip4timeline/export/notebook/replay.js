// The replay in a notebook: two sliders of days, and the page that Python makes for them.
// Days are day numbers as Python counts them; the browser only shows and chooses.

const DAY = 86_400_000;
const EPOCH = 719_163; // the day number of 1970-01-01
const MODES = [
  ["hindsight", "with hindsight"],
  ["that-day", "as known that day"],
  ["chosen", "as known by"],
];

const iso = (number) => new Date((number - EPOCH) * DAY).toISOString().slice(0, 10);

function make(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

let instances = 0;

function render({ model, el }) {
  const group = `ip4timeline-replay-${++instances}`;
  let waiting = 0;

  function change(name, value) {
    model.set(name, value);
    // A drag sends many values; Python is asked for the last of them.
    clearTimeout(waiting);
    waiting = setTimeout(() => model.save_changes(), 40);
  }

  function slider(name, label) {
    const input = make("input", { type: "range", step: 1 });
    const output = make("output", {});
    input.addEventListener("input", () => change(name, Number(input.value)));
    return { name, input, output, row: make("label", {}, `${label} `, input, " ", output) };
  }

  function turn(step, label, text) {
    const button = make("button", { type: "button", textContent: text, title: label });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => {
      const day = model.get("day");
      const days = model.get("changes");
      const next = step < 0 ? days.findLast((d) => d < day) : days.find((d) => d > day);
      if (next !== undefined) change("day", next);
    });
    return button;
  }

  const day = slider("day", "Day");
  const known = slider("known", "Known by");
  const modes = MODES.map(([value, label]) => {
    const radio = make("input", { type: "radio", name: group, value });
    radio.addEventListener("change", () => change("knowledge", value));
    return { radio, row: make("label", {}, radio, ` ${label}`) };
  });
  const said = make("p", {});
  said.setAttribute("role", "status");
  const page = make("div", {});
  const chosen = make("fieldset", {}, make("legend", { textContent: "Knowledge" }));
  chosen.append(...modes.map((mode) => mode.row));
  const turns = make(
    "div",
    {},
    turn(-1, "To the change before", "◀ change"),
    turn(1, "To the next change", "change ▶"),
  );
  el.classList.add("ip4timeline-replay");
  el.append(day.row, turns, chosen, known.row, said, page);
  for (const control of el.querySelectorAll("input, button")) {
    // JupyterLab would take the arrow keys for its cells before a slider hears of them.
    control.dataset.lmSuppressShortcuts = "true";
  }

  function showControls() {
    for (const { name, input, output } of [day, known]) {
      input.min = model.get("first");
      input.max = model.get("last");
      input.value = model.get(name);
      output.textContent = iso(model.get(name));
      input.setAttribute("aria-valuetext", output.textContent);
    }
    const knowledge = model.get("knowledge");
    for (const { radio } of modes) radio.checked = radio.value === knowledge;
    known.input.disabled = knowledge !== "chosen";
  }

  function showPage() {
    page.innerHTML = model.get("page"); // made and escaped by the library
    said.textContent = model.get("said");
  }

  for (const name of ["day", "known", "knowledge", "first", "last"]) {
    model.on(`change:${name}`, showControls);
  }
  model.on("change:page", showPage);
  showControls();
  showPage();
  return () => clearTimeout(waiting);
}

export default { render };
