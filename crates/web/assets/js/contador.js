// Counts what is typed as the server does, and says how much is missing, left or too much.
// The words come from the markup: data-falta-uno, data-faltan, data-queda-uno, data-quedan, data-sobra-uno, data-sobran.

// The server's rules (domain: questionnaire/text.rs, decision 36): every kind of line end is one line feed, what is
// never seen goes, joiners and selectors stay where they change what is seen, a letter carries so many marks, and a
// text of which nothing would be seen is none. A test holds both sides to each other over generated texts.
const LINE_END = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
const BLANK = /\u2800/g;
const HIDDEN =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
const JOINER = /[\u200c\u200d]/;
const SELECTOR = /[\ufe0e\ufe0f]/;
const ODD = /[\u200c\u200d\ufe0e\ufe0f]/;
const NEVER_JOINED =
  /[\u0000-\u05ff\u1e00-\u206f\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\uff00-\uff5e\u{1d400}-\u{1d7ff}\p{White_Space}]/u;
const SELECTED_TOO = /[0-9#*©®‼⁉]/;
const TOWER = /(\p{M}{8})\p{M}+/gu;
const SEEN_ALONE = /[^\p{White_Space}\p{M}\u200c\u200d]/u;
const ONLY_WHITE = /^\p{White_Space}+$/u;
// How long after the last key the count is read out, so that it does not talk over the typing.
const QUIET = 1000;

const takesJoiner = (sign) => sign !== undefined && !NEVER_JOINED.test(sign);
const takesSelector = (sign) =>
  sign !== undefined && ((takesJoiner(sign) && !SELECTOR.test(sign)) || SELECTED_TOO.test(sign));

/** The text without the joiners and selectors that change nothing of what is seen. */
function withoutStrays(text) {
  if (!ODD.test(text)) return text;
  const selected = [...text].filter((sign, at, all) => !SELECTOR.test(sign) || takesSelector(all[at - 1]));
  const joined = selected.filter(
    (sign, at, all) => !JOINER.test(sign) || (takesJoiner(all[at - 1]) && takesJoiner(all[at + 1])),
  );
  return joined.join("");
}

/** The text as the server keeps it. */
export function clean(text) {
  const seen = text.replace(LINE_END, "\n").replace(BLANK, " ").replace(HIDDEN, "").normalize("NFC");
  if (!SEEN_ALONE.test(seen)) return "";
  return withoutStrays(seen).replace(TOWER, "$1").normalize("NFC").trim();
}

/** How many graphemes a text has; with mode "sin_espacios", without those that are only white space. */
export function count(text, mode) {
  const segments = new Intl.Segmenter("es", { granularity: "grapheme" }).segment(clean(text));
  let total = 0;
  for (const { segment } of segments) {
    if (mode !== "sin_espacios" || !ONLY_WHITE.test(segment)) total += 1;
  }
  return total;
}

// A browser with an older Unicode than the server's (17) parts some signs otherwise: letters that it does not know
// yet, and, before Unicode 15.1, the joined consonants of six scripts of India.
const JOINS_CONSONANTS =
  typeof Intl !== "undefined" && Intl.Segmenter && [...new Intl.Segmenter("es").segment("\u0915\u094d\u0937")].length === 1;
const UNSURE = JOINS_CONSONANTS ? /\p{Cn}/u : /[\p{Cn}\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]/u;

/** Whether this browser is sure to count the text as the server does. */
export function isSure(text) {
  return !UNSURE.test(text);
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
    if (!isSure(control.value)) said = `${said} ${box.dataset.aproximada}`;
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
