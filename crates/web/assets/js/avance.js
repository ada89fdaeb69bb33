// Follows work that goes on in the background: while the part of the page marked with data-avance says that it is under
// way ("en-curso"), that part is fetched again. Without this script there is a link that does the same.

const EVERY = 2_000;

async function look(part) {
  let next = part;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = answer.ok && !answer.redirected ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(part.id);
    if (fresh && !part.contains(document.activeElement)) {
      next = document.importNode(fresh, true);
      part.replaceWith(next);
    }
  } catch {
    // Without connection the figures stay as they are; the next look may find them.
  }
  follow(next);
}

function follow(part) {
  if (part.dataset.avance === "en-curso") setTimeout(() => look(part), EVERY);
}

document.querySelectorAll("[data-avance]").forEach(follow);
