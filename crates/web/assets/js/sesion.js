// Warns before the session ends, five minutes and one minute ahead, and lets the person stay.
// data-sesion: seconds left when the page was made. Any page or save of the same session moves the end,
// also from another tab, which tells this one.

const FIVE = 300;
const ONE = 60;
const TICK = 1_000;

class Session {
  constructor(box) {
    this.box = box;
    this.whole = Number(box.dataset.sesion);
    this.alarm = box.querySelector("[data-alarma]");
    this.message = box.querySelector("[data-mensaje]");
    this.line = box.querySelector(".session-words");
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("sesion");
    this.restart(this.whole);
  }

  restart(seconds, hour) {
    this.end = Date.now() + seconds * 1000;
    this.stage = "";
    this.alarm.hidden = true;
    this.message.textContent = "";
    this.box.classList.remove("near");
    if (hour) this.line.querySelector("[data-hora]").textContent = hour;
  }

  /** Something that the server counts as activity happened, here or in another tab. */
  alive({ seconds, hour } = {}, tell = true) {
    this.restart(Number(seconds) || this.whole, hour);
    // Without the new hour the old one would be wrong.
    this.line.hidden = !hour;
    if (tell) this.channel?.postMessage({ seconds, hour });
  }

  tick() {
    const left = Math.ceil((this.end - Date.now()) / 1000);
    if (left <= 0) this.announce("fin");
    else if (left <= ONE) this.announce("uno");
    else if (left <= FIVE) this.announce("cinco");
  }

  announce(stage) {
    if (this.stage === stage) return;
    this.stage = stage;
    this.alarm.hidden = false;
    this.box.classList.add("near");
    this.message.textContent = this.box.dataset[stage];
  }

  async stay() {
    try {
      const response = await fetch(this.box.dataset.continuar, { headers: { accept: "application/json" }, redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 401) return this.announce("fin");
      if (!response.ok) throw new Error(String(response.status));
      this.alive({ seconds: response.headers.get("sesion-segundos"), hour: response.headers.get("sesion-hora") });
      this.alarm.hidden = false;
      this.message.textContent = this.box.dataset.sigue;
      setTimeout(() => { if (!this.stage) this.alarm.hidden = true; }, 5_000);
    } catch {
      this.message.textContent = this.box.dataset.sinConexion;
    }
  }
}

function watch(box) {
  const session = new Session(box);
  setInterval(() => session.tick(), TICK);
  document.addEventListener("sesion:viva", (event) => session.alive(event.detail));
  session.channel?.addEventListener("message", (event) => session.alive(event.data, false));
  // This page's own request was activity.
  session.channel?.postMessage({ seconds: session.whole, hour: box.querySelector("[data-hora]").textContent });
  box.querySelector("[data-seguir]").addEventListener("click", (event) => {
    event.preventDefault();
    session.stay();
  });
  session.tick();
}

document.querySelectorAll("[data-sesion]").forEach(watch);
