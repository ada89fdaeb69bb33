// The letter's QR leads to the activation page with its code after the «#», which no browser sends to a server.
// The code goes into its box, and out of the address, so that it stays in no list of visited pages.

const MARK = "#codigo=";

function fill() {
  if (!location.hash.startsWith(MARK)) return;
  const box = document.querySelector('input[name="codigo"]');
  if (!box || box.type === "hidden") return;
  if (box.value === "") box.value = decodeURIComponent(location.hash.slice(MARK.length));
  history.replaceState(null, "", location.pathname + location.search);
}

fill();
