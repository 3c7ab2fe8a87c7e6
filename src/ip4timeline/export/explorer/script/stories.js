// Stories: days to walk through, each a view and one sentence that the library has computed

const storyOf = new Map(data.stories.map((story) => [story.id, story]));
const storyNow = () => storyOf.get(state.story) || null;
const stepNow = () => storyNow() && storyNow().steps[state.step - 1];

// The view that a step shows; everything else is as at first.
const viewOf = (id, number) => {
  const { day, then, open } = storyOf.get(id).steps[number - 1];
  return { ...start(), story: id, step: number, day, known: day, mode: then ? "same" : "all", open };
};

function readStory(query, say) {
  const id = query.get("story");
  const story = storyOf.get(id);
  if (!story) {
    say(`“story=${brief(id)}” is no story of this page: ${[...storyOf.keys()].join(", ") || "it has none"}.`);
    return null;
  }
  const text = query.get("step") || "1";
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  const fits = number >= 1 && number <= story.steps.length;
  if (!fits) say(`“step=${brief(text)}” is no step of this story, which has ${story.steps.length}.`);
  const rest = [...new Set(query.keys())].filter((name) => !["story", "step", "open"].includes(name));
  if (rest.length) say(`A story says its own day and view: ${brief(rest.join(", "))} was left out.`);
  const found = viewOf(id, fits ? number : 1);
  return query.has("open") ? { ...found, open: query.get("open") } : found;
}

function storyFragment() {
  const parts = [["story", state.story]];
  if (state.step > 1) parts.push(["step", String(state.step)]);
  if (state.open !== stepNow().open) parts.push(["open", state.open]);
  return parts;
}

// A step on or back; what it changed is marked, as between days.
function walk(by, how = "push") {
  const number = state.step + by;
  if (number < 1 || number > storyNow().steps.length) return false;
  flashing = true;
  ask(viewOf(state.story, number), how);
  return true;
}

function drawStory() {
  const story = storyNow();
  $("headline").textContent = story ? stepNow().text : headlineText();
  $("headline").classList.toggle("told", Boolean(story));
  $("story").hidden = !story;
  $("story-said").textContent = story
    ? `${story.title}: ${state.step} of ${story.steps.length}` : "";
  const noun = story ? "step" : "change";
  for (const [id, way] of [["previous", "Previous"], ["next", "Next"]]) {
    $(id).title = `${way} ${noun}`;
    $(id).querySelector(".label").textContent = `${way} ${noun}`;
  }
  $("previous").disabled = story ? state.step === 1 : preceding() === undefined;
  $("next").disabled = story ? state.step === story.steps.length : following() === undefined;
  for (const link of $("story-list").querySelectorAll("a")) {
    if (link.dataset.story === state.story) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function buildStories() {
  $("stories").hidden = !storyOf.size;
  $("story-list").append(...data.stories.map(({ id, title, steps }) => el("li", {},
    el("a", { href: `#story=${encodeURIComponent(id)}`, "data-story": id,
      onclick: () => { $("stories").open = false; } }, title),
    ` ${plural(steps.length, "step")}`)));
  $("story-leave").addEventListener("click", () => {
    play(false);
    ask({ open: "", story: "" });
    $("answer").focus({ preventScroll: true });
  });
}
