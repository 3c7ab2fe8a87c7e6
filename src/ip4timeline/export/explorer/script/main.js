// Playing and choosing

let timer = 0;
const READING = 4000; // milliseconds for the sentence of a step
const calm = matchMedia("(prefers-reduced-motion: reduce)");
function play(on) {
  clearInterval(timer);
  timer = on ? setInterval(() => {
    if (state.story) {
      if (!walk(1, "replace")) play(false);
      return;
    }
    const next = following();
    if (next === undefined) play(false);
    else {
      flashing = true;
      ask({ day: next }, "replace");
    }
  }, state.story ? READING : 700) : 0;
  $("play").setAttribute("aria-pressed", String(on));
  $("play").textContent = on ? "Pause" : "Play";
}

function step(day) {
  play(false);
  if (day !== undefined) {
    flashing = true;
    ask({ day });
  }
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
    Object.assign(input, { min: iso(EARLIEST), max: iso(LAST), required: true });
  }
  $("partners").append(...data.partners.map((p) => checkbox(p.id, p.label, (event) =>
    ask({ partners: choose(state.partners, event.target) }))));
  $("kinds").querySelector("fieldset").append(...data.kinds.map((kind) =>
    checkbox(kind, kindLabel(kind), (event) => ask({ kinds: choose(state.kinds, event.target) }))));
  $("foot").textContent = `${data.entries} entries, digest ${data.digest}. ` +
    `Nothing in it became known after ${inWords(newest)}. ` +
    "The page holds all it shows and loads nothing.";
  drawYears();
  buildWords();

  $("slider").addEventListener("pointerdown", () => {
    sliding = true;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      sliding = false;
    });
  }
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
  for (const [id, by, day] of [["previous", -1, preceding], ["next", 1, following]]) {
    $(id).addEventListener("click", () => {
      if (!state.story) step(day());
      else {
        play(false);
        walk(by);
      }
    });
  }
  $("play").addEventListener("click", () => play(!timer));
  for (const radio of document.getElementsByName("mode")) {
    radio.addEventListener("change", () => {
      ask({ mode: radio.value, known: state.mode === "same" ? state.day : state.known });
    });
  }
  $("beside").addEventListener("change", () => ask({ beside: $("beside").checked }));
  $("notice-close").addEventListener("click", () => {
    faults = [];
    drawNotice();
    $("answer").focus();
  });
  buildShare();
  buildStories();
  $("kinds-clear").addEventListener("click", () => ask({ kinds: new Set() }));
  $("find").addEventListener("input", (event) => ask({ find: event.target.value }, "later"));
  $("more").addEventListener("click", () => {
    showAll = true;
    draw();
    ($("events").children[AT_FIRST].querySelector("button") || $("events")).focus();
  });
  $("close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if ($("stories").open) {
      $("stories").open = false;
      $("stories").querySelector("summary").focus();
    } else if (state.open) close();
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
  addEventListener("resize", () => {
    drawYears();
    drawLanes();
  });
  const settle = () => {
    $("play").hidden = calm.matches;
    if (calm.matches) play(false);
  };
  calm.addEventListener("change", settle);
  settle();
  addEventListener("popstate", () => {
    clearTimeout(writing);
    play(false);
    typing = null;
    state = readFragment();
    draw();
    showFound();
  });
}

build();
state = readFragment();
draw();
showFound();
performance.mark("interactive");
