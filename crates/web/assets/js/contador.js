// Counts what is typed as the server does, and says how much is missing, left or too much.
// The words come from the markup: data-falta-uno, data-faltan, data-queda-uno, data-quedan, data-sobra-uno, data-sobran.

// The server's rules (domain: questionnaire/text.rs): every kind of line end is one line feed, what is never
// seen goes, and a text of which nothing would be seen is none.
const LINE_END = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
const HIDDEN =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/g;
const SEEN_ALONE = /[^\p{White_Space}\p{M}\u200c\u200d]/u;
const ONLY_WHITE = /^\p{White_Space}+$/u;
// How long after the last key the count is read out, so that it does not talk over the typing.
const QUIET = 1000;

/** How many graphemes a text has; with mode "sin_espacios", without those that are only white space. */
export function count(text, mode) {
  const clean = text.replace(LINE_END, "\n").replace(HIDDEN, "").trim();
  if (!SEEN_ALONE.test(clean)) return 0;
  const segments = new Intl.Segmenter("es", { granularity: "grapheme" }).segment(clean);
  let total = 0;
  for (const { segment } of segments) {
    if (mode !== "sin_espacios" || !ONLY_WHITE.test(segment)) total += 1;
  }
  return total;
}

/** Which words a count deserves: what is missing, left or too much, and by how many. */
export function verdict(counted, least, most) {
  if (counted > most) return { state: "sobra", by: counted - most };
  if (counted > 0 && counted < least) return { state: "falta", by: least - counted };
  return { state: "queda", by: most - counted };
}

function words(box, { state, by }) {
  const one = { sobra: "sobraUno", falta: "faltaUno", queda: "quedaUno" };
  const many = { sobra: "sobran", falta: "faltan", queda: "quedan" };
  if (by === 1) return box.dataset[one[state]];
  return box.dataset[many[state]].replace("{n}", by.toLocaleString("es-MX"));
}

function paragraph(className) {
  const made = document.createElement("p");
  made.className = className;
  return made;
}

function watch(box) {
  const control = box.querySelector("textarea, input");
  const { contador: mode, minimo = "0", maximo } = box.dataset;
  const seen = paragraph("count");
  seen.setAttribute("aria-hidden", "true");
  const heard = paragraph("visually-hidden");
  heard.setAttribute("aria-live", "polite");
  box.append(seen, heard);

  let said = "";
  let timer = 0;
  const show = () => {
    const result = verdict(count(control.value, mode), Number(minimo), Number(maximo));
    said = words(box, result);
    seen.textContent = said;
    seen.dataset.estado = result.state;
  };
  control.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => { heard.textContent = said; }, QUIET);
  });
  // A browser that brings back what was typed does so after the page is shown, without an event.
  addEventListener("pageshow", show);
  show();
}

// Without a segmenter the count would differ from the server's: the rule in words stands alone.
if (typeof document !== "undefined" && Intl.Segmenter) {
  document.querySelectorAll("[data-contador]").forEach(watch);
}
