// Saves a form while it is written: the same fields to the address in data-autoguardado, with accion=autoguardar.
// The answer may be JSON: {"hora": "21:40", "campos": {"revision": "7"}}. Nothing typed is kept in the browser.

const EVERY = 10_000;
const LONGEST_WAIT = 60_000;
const GIVE_UP = 15_000;
// Browsers refuse to keep a larger request alive while the page goes away.
const KEEPALIVE_BYTES = 60_000;
const TROUBLES = new Set(["sinConexion", "sesionTerminada", "conflicto"]);

/** The form's fields as the page would send them; secrets and files only go when the person sends them. */
function body(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const secret = form.querySelector(`input[type="password"][name="${CSS.escape(name)}"]`);
    if (typeof value === "string" && !secret) fields.append(name, value);
  }
  fields.append("accion", "autoguardar");
  return fields.toString();
}

class Keeper {
  constructor(form) {
    this.form = form;
    this.seen = form.querySelector("[data-estado-guardado]");
    this.heard = form.querySelector("[data-anuncio]");
    this.timer = 0;
    this.wait = EVERY;
    this.busy = false;
    this.leaving = false;
    this.stopped = false;
    this.kept = body(form);
  }

  get isDirty() {
    return body(this.form) !== this.kept;
  }

  /** Shows a state. Read out are troubles and their end, not every save. */
  say(name, hour = "") {
    if (!this.seen) return;
    const before = this.seen.dataset.estado;
    const text = this.seen.dataset[name].replace("{hora}", hour);
    this.seen.textContent = text;
    this.seen.dataset.estado = name;
    const isNews = TROUBLES.has(name) || (name === "guardado" && TROUBLES.has(before));
    if (!isNews || name === before) return;
    this.heard.textContent = text;
    setTimeout(() => { this.heard.textContent = ""; }, 5_000);
  }

  changed() {
    if (!this.isDirty || this.stopped) return;
    if (this.seen?.dataset.estado !== "sinConexion") this.say("pendiente");
    this.plan(this.wait);
  }

  plan(wait) {
    if (!this.timer) this.timer = setTimeout(() => this.save(), wait);
  }

  async save(going = false) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.busy || this.leaving || this.stopped || !this.isDirty) return;
    this.busy = true;
    if (this.seen?.dataset.estado === "pendiente") this.say("guardando");
    const sent = body(this.form);
    try {
      await this.accept(await this.post(sent, going), sent);
    } catch {
      this.failed();
    } finally {
      this.busy = false;
      if (this.isDirty && !this.stopped) this.plan(this.wait);
    }
  }

  post(sent, going) {
    return fetch(this.form.dataset.autoguardado, {
      method: "POST",
      body: sent,
      headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" },
      redirect: "manual",
      keepalive: going && sent.length < KEEPALIVE_BYTES,
      signal: AbortSignal.timeout(GIVE_UP),
    });
  }

  async accept(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) return this.stop("sesionTerminada");
    if (response.status === 409) return this.stop("conflicto");
    if (!response.ok) return this.failed();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    this.kept = sent;
    this.wait = EVERY;
    this.update(answer.campos ?? {});
    this.say("guardado", answer.hora ?? new Date().toLocaleTimeString("es-MX", { hour: "2-digit", minute: "2-digit", hour12: false }));
    const detail = { seconds: response.headers.get("sesion-segundos"), hour: response.headers.get("sesion-hora") };
    document.dispatchEvent(new CustomEvent("sesion:viva", { detail }));
  }

  /** Brings hidden fields up to date (the revision that the next save builds on) without making the form unsaved. */
  update(fields) {
    const dirty = this.isDirty;
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.querySelector(`input[type="hidden"][name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    }
    if (!dirty) this.kept = body(this.form);
  }

  failed() {
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.say("sinConexion");
  }

  /** No more attempts by itself: the person saves, and the server shows what to do. */
  stop(name) {
    this.stopped = true;
    this.say(name);
  }
}

function watch(form) {
  const keeper = new Keeper(form);
  form.addEventListener("input", () => keeper.changed());
  form.addEventListener("change", () => keeper.changed());
  form.addEventListener("submit", (event) => {
    // Another module may have stopped a second sending.
    keeper.leaving = !event.defaultPrevented;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keeper.save(true);
  });
  addEventListener("online", () => keeper.save());
  addEventListener("pageshow", () => {
    keeper.leaving = false;
    keeper.changed();
  });
  addEventListener("beforeunload", (event) => {
    if (keeper.isDirty && !keeper.leaving) event.preventDefault();
  });
}

document.querySelectorAll("form[data-autoguardado]").forEach(watch);
