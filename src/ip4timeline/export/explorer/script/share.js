// What is shown, taken elsewhere: its address, how to cite it, a table

const viewAddress = () => location.href.replace(/#.*$/, "") + fragment();

function citation() {
  return `NATO and the Indo-Pacific Four, ${inWords(state.day)}, ${knowledgeText()}. ` +
    `${data.citation}. ` +
    `${data.licence ? `Licence: ${data.licence}. ` : ""}${viewAddress()}`;
}

const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
// A spreadsheet runs what begins like a formula.
const safe = (cell) => (/^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell);

function shownRows() {
  const by = known();
  const rows = [["as_of", "known_on", "whose", "aspect", "key", "value", "level", "person",
    "details", "state", "opened", "events"]];
  for (const entry of entries.values()) {
    if (ofPartner.has(entry.owner) && !state.partners.has(entry.owner)) continue;
    const row = rowOf(entry, state.day, by);
    if (!row || !row.value) continue;
    const { main, level = "", person = "", more = "", tag: stateOf = "" } = row.value;
    rows.push([iso(state.day), by === Infinity ? "" : iso(by), entry.owner,
      entry.aspect.toLowerCase(), entry.key.slice(entry.owner === entry.key[0] ? 1 : 0).join("/"),
      main, level, person, more, stateOf, row.opened,
      row.because.map((n) => data.ids[n]).join(" ")]);
  }
  return rows;
}

const csv = () => shownRows().map((row) =>
  row.map((cell) => quoted(safe(String(cell ?? "")))).join(",")).join("\r\n") + "\r\n";

function tell(text, shown = "") {
  $("share-said").textContent = text;
  $("share-text").hidden = !shown;
  $("share-text").value = shown;
}

// Where a browser lets no page write to the clipboard, the text stands there to be copied.
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    tell(`${what} copied.`, text);
  } catch {
    tell(`${what}, to be copied:`, text);
    $("share-text").select();
  }
}

function buildShare() {
  $("copy-link").addEventListener("click", () => copy(viewAddress(), "Link"));
  $("cite").addEventListener("click", () => copy(citation(), "Citation"));
  $("csv").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    el("a", { href: address, download: `nato-ip4-${iso(state.day)}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    tell("Table saved by the browser.");
  });
}
