// Frames a photograph under the finger: dragging, pinching, arrows, + and −. The page's own buttons and forms stay what
// they are; the numbers that they send are kept up to date.

const MOST_ZOOM = 400;
const STEP = 100;
const NEARER = 25;

const within = (number, most) => Math.min(Math.max(Math.round(number), 0), most);

const BUTTONS = {
  izquierda: (at) => ({ ...at, x: at.x - STEP }),
  derecha: (at) => ({ ...at, x: at.x + STEP }),
  arriba: (at) => ({ ...at, y: at.y - STEP }),
  abajo: (at) => ({ ...at, y: at.y + STEP }),
  acercar: (at) => ({ ...at, zoom: at.zoom + NEARER }),
  alejar: (at) => ({ ...at, zoom: at.zoom - NEARER }),
  girar_derecha: (at) => ({ ...at, giro: (at.giro + 1) % 4 }),
  girar_izquierda: (at) => ({ ...at, giro: (at.giro + 3) % 4 }),
};

const KEYS = {
  ArrowLeft: "izquierda",
  ArrowRight: "derecha",
  ArrowUp: "arriba",
  ArrowDown: "abajo",
  "+": "acercar",
  "-": "alejar",
};

class Frame {
  constructor(region, picture) {
    this.picture = picture;
    this.fields = [...region.querySelectorAll('input[name="giro"], input[name="zoom"], input[name="x"], input[name="y"]')];
    this.at = {};
    for (const field of this.fields) this.at[field.name] = Number(field.value);
    this.said = region.querySelector("[data-estado]");
    this.fingers = new Map();
    this.view = this.canvasInPlaceOf(region.querySelector("img"));
    region.querySelector("[data-ayuda]").hidden = false;
    region.addEventListener("keydown", (event) => this.press(event, KEYS[event.key]));
    region.querySelector('form[method="get"]').addEventListener("submit", (event) => this.press(event, event.submitter?.value));
    this.draw();
  }

  canvasInPlaceOf(image) {
    const view = document.createElement("canvas");
    [view.width, view.height] = [480, 600];
    view.className = image.className;
    view.dataset.mover = "";
    view.setAttribute("role", "img");
    view.setAttribute("aria-label", image.alt);
    view.addEventListener("pointerdown", (event) => {
      view.setPointerCapture(event.pointerId);
      this.fingers.set(event.pointerId, event);
    });
    view.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      view.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    }
    image.replaceWith(view);
    return view;
  }

  /** The same part of the picture that the program will show: decided by the same numbers. */
  part() {
    const { naturalWidth, naturalHeight } = this.picture;
    const lies = this.at.giro % 2 === 1;
    const [across, down] = lies ? [naturalHeight, naturalWidth] : [naturalWidth, naturalHeight];
    const unit = (Math.min(across / 4, down / 5) * 100) / this.at.zoom;
    const [width, height] = [unit * 4, unit * 5];
    const [freeX, freeY] = [across - width, down - height];
    return { across, down, width, height, freeX, freeY, left: (freeX * this.at.x) / 1000, top: (freeY * this.at.y) / 1000 };
  }

  draw() {
    const part = this.part();
    const pen = this.view.getContext("2d");
    const scale = this.view.width / part.width;
    pen.setTransform(scale, 0, 0, scale, -part.left * scale, -part.top * scale);
    pen.translate(part.across / 2, part.down / 2);
    pen.rotate((this.at.giro * Math.PI) / 2);
    pen.drawImage(this.picture, -this.picture.naturalWidth / 2, -this.picture.naturalHeight / 2);
  }

  move(at) {
    this.at = { giro: at.giro, zoom: Math.max(within(at.zoom, MOST_ZOOM), 100), x: within(at.x, 1000), y: within(at.y, 1000) };
    for (const field of this.fields) field.value = String(this.at[field.name]);
    this.draw();
  }

  press(event, button) {
    const move = BUTTONS[button];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.move(move(this.at));
    this.said.textContent = `Giro de ${this.at.giro * 90} grados, acercamiento de ${this.at.zoom} %.`;
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const others = [...this.fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    this.fingers.set(event.pointerId, event);
    if (others.length > 0) {
      const apart = (finger) => Math.hypot(finger.clientX - others[0].clientX, finger.clientY - others[0].clientY);
      if (apart(before) > 0) this.move({ ...this.at, zoom: (this.at.zoom * apart(event)) / apart(before) });
      return;
    }
    const part = this.part();
    const scale = part.width / this.view.clientWidth;
    const moved = (at, free, pixels) => (free > 0 ? at - (pixels * scale * 1000) / free : at);
    this.move({
      ...this.at,
      x: moved(this.at.x, part.freeX, event.clientX - before.clientX),
      y: moved(this.at.y, part.freeY, event.clientY - before.clientY),
    });
  }
}

async function watch(region) {
  const picture = new Image();
  picture.src = `${region.dataset.encuadre}?entera=si`;
  // Without the whole picture the page's buttons do the same, one page each.
  await picture.decode();
  new Frame(region, picture);
}

document.querySelectorAll("[data-encuadre]").forEach((region) => watch(region).catch(() => {}));
