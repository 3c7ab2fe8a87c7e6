// The whole

let said = 0;
let typing = null; // the field of a date that the keyboard is in
// How to find again what the keyboard is on, once it is made anew.
function found(node) {
  const name = ["ref", "go"].find((one) => node?.dataset[one]);
  if (name) return `[data-${name}="${CSS.escape(node.dataset[name])}"]`;
  const fold = node?.closest("[data-fold] > summary")?.parentElement.dataset.fold;
  return fold ? `[data-fold="${CSS.escape(fold)}"] > summary` : "";
}

function draw() {
  const focused = found(document.activeElement);
  $("slider").value = state.day;
  $("slider").setAttribute("aria-valuetext", inWords(state.day));
  if (typing !== $("day")) $("day").value = iso(state.day);
  if (typing !== $("known")) $("known").value = iso(state.known);
  $("known").disabled = state.mode !== "on";
  for (const radio of document.getElementsByName("mode")) radio.checked = radio.value === state.mode;
  for (const box of $("partners").querySelectorAll("input")) {
    box.checked = state.partners.has(box.value);
  }
  const kinds = new Set(data.events.filter((e) => stands(e, known())).map((e) => e.kind));
  for (const box of $("kinds").querySelectorAll("input")) {
    box.checked = state.kinds.has(box.value);
    box.parentElement.hidden = !box.checked && !kinds.has(box.value);
  }
  $("kinds-chosen").textContent = state.kinds.size ? ` (${state.kinds.size} chosen)` : " (all)";
  $("kinds-clear").hidden = !state.kinds.size;
  if ($("find").value !== state.find) $("find").value = state.find;
  const question = `${inWords(state.day)}, ${knowledgeText()}`;
  $("question").textContent = question;
  drawNotice();
  $("beside").checked = state.beside;
  $("beside").disabled = state.mode === "all";
  $("briefing").textContent = `As of ${question}`;
  document.title = `NATO and the Indo-Pacific Four: ${question}`;
  if (findChanges()) drawTicks();
  drawStory();
  drawLanes();
  drawNato();
  drawMatrices();
  $("cards").replaceChildren(...(state.partners.size ? chosen().map(card)
    : [el("p", { class: "none", text: "No partner is chosen." })]));
  const count = drawEvents();
  drawDetails();
  drawChanged();
  const again = focused && document.querySelector(focused);
  if (again && document.activeElement === document.body) again.focus({ preventScroll: true });
  document.documentElement.dataset.shown = fragment();
  clearTimeout(said);
  said = setTimeout(() => {
    const told = stepNow() ? `${stepNow().text} ` : "";
    $("status").textContent = `${told}As of ${question}: ${plural(count, "event")}.`;
  }, 500);
}
