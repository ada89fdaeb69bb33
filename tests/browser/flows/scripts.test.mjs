// The panel's own scripts on small pages: what they add, and that nothing typed is lost when they fail.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serve, whole } from '../harness/planted.mjs';
import { launch } from '../harness/visit.mjs';

const web = fileURLToPath(new URL('../../../crates/web/', import.meta.url));
const scripts = Object.fromEntries(
  readdirSync(`${web}assets/js`).map((name) => [`/${name}`, readFileSync(`${web}assets/js/${name}`, 'utf8')]),
);
const LENGTHS = JSON.parse(readFileSync(`${web}src/ui/tests/lengths.json`, 'utf8'));

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Opens a page with this body and the panel's scripts, on a clock that the test moves. */
async function open(t, body, options = {}) {
  const html = whole(`${body}<script type="module" src="/panel.js"></script>`);
  const address = await serve(t, { '/': html, '/otra': whole('<p>Otra</p>'), ...scripts, ...options.pages });
  const fresh = { baseURL: address, locale: 'es-MX', timezoneId: 'America/Mexico_City' };
  const context = options.context ?? (await browser.newContext(fresh));
  if (!options.context) t.after(() => context.close());
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  t.after(() => assert.deepEqual(page.errors, []));
  await page.clock.install({ time: new Date('2024-04-24T21:40:00-06:00') });
  await page.goto(options.address ?? address);
  return page;
}

// The counter

const COUNTED = `<div data-contador="sin_espacios" data-minimo="5" data-maximo="8"
  data-falta-uno="Falta 1" data-faltan="Faltan {n}" data-queda-uno="Queda 1" data-quedan="Quedan {n}"
  data-sobra-uno="Sobra 1" data-sobran="Sobran {n}"><label for="a">Texto</label><textarea id="a"></textarea></div>`;

test('the counter counts as the server does', async (t) => {
  const page = await open(t, '');
  const counted = await page.evaluate(async (samples) => {
    const { count } = await import('/contador.js');
    return samples.map(({ why, text }) => ({
      why, text, con_espacios: count(text, 'con_espacios'), sin_espacios: count(text, 'sin_espacios'),
    }));
  }, LENGTHS);
  assert.deepEqual(counted, LENGTHS);
});

test('the counter says what is missing, left or too much, and reads it out when the typing rests', async (t) => {
  const page = await open(t, COUNTED);
  const seen = page.locator('.count');
  const heard = page.locator('[aria-live=polite]');
  const steps = [
    ['', 'Quedan 8'],
    ['a', 'Faltan 4'],
    ['abcd', 'Falta 1'],
    ['a b c d e', 'Quedan 3'],
    ['abcdefg', 'Queda 1'],
    ['abcdefghi', 'Sobra 1'],
    ['abcdefghijk', 'Sobran 3'],
  ];
  for (const [text, said] of steps) {
    await page.fill('#a', text);
    assert.equal(await seen.textContent(), said);
  }
  assert.equal(await heard.textContent(), '', 'silent while typing');
  await page.clock.runFor(1_100);
  assert.equal(await heard.textContent(), 'Sobran 3');
});

// Automatic saving

const SAVED = `<form data-autoguardado="/guardar" method="post" action="/otra">
  <input type="hidden" name="revision" value="6">
  <label for="a">Texto</label><textarea id="a" name="texto"></textarea>
  <label for="b">Clave</label><input id="b" type="password" name="clave">
  <button name="accion" value="guardar">Guardar</button>
  <p><span data-estado-guardado data-guardado="Guardado a las {hora}" data-guardando="Guardando" data-pendiente="Sin guardar"
    data-sin-conexion="Sin conexión" data-sesion-terminada="Sesión terminada" data-conflicto="Conflicto"></span>
  <span role="status" data-anuncio></span></p></form>`;

/** Answers saves as told, and keeps what they carried. */
async function saving(page, ...answers) {
  const sent = [];
  await page.route('**/guardar', (route) => {
    sent.push(Object.fromEntries(new URLSearchParams(route.request().postData())));
    const answer = answers[Math.min(sent.length, answers.length) - 1];
    return answer === 'fail' ? route.abort() : route.fulfill(answer);
  });
  return sent;
}

const OK = { status: 200, contentType: 'application/json', body: '{"hora":"21:41","campos":{"revision":"7"}}' };
const state = (page) => page.locator('[data-estado-guardado]');
const news = (page) => page.locator('[data-anuncio]');

/** Waits until the page says this of its saving. */
async function says(page, words) {
  await page.waitForFunction(
    (wanted) => document.querySelector('[data-estado-guardado]').textContent === wanted,
    words,
  );
}

test('a change is saved ten seconds later, without the password, and the next save builds on it', async (t) => {
  const page = await open(t, SAVED);
  const sent = await saving(page, OK);
  await page.fill('#a', 'Hola');
  await page.fill('#b', 'secreta');
  await says(page, 'Sin guardar');
  await page.clock.runFor(9_000);
  assert.equal(sent.length, 0);
  await page.clock.runFor(1_500);
  await says(page, 'Guardado a las 21:41');
  assert.deepEqual(sent, [{ revision: '6', texto: 'Hola', accion: 'autoguardar' }]);
  assert.equal(await news(page).textContent(), '', 'an ordinary save is not read out');
  await page.clock.runFor(60_000);
  assert.equal(sent.length, 1, 'nothing changed, nothing is sent');
  await page.fill('#a', 'Hola.');
  await page.clock.runFor(10_500);
  await says(page, 'Guardado a las 21:41');
  assert.equal(sent[1].revision, '7');
});

test('without connection the page says so quietly, tries again and ends saved', async (t) => {
  const page = await open(t, SAVED);
  const sent = await saving(page, 'fail', { status: 503 }, OK);
  await page.fill('#a', 'Hola');
  await page.clock.runFor(10_500);
  await says(page, 'Sin conexión');
  assert.equal(await news(page).textContent(), 'Sin conexión');
  await page.fill('#a', 'Hola, sigo');
  assert.equal(await state(page).textContent(), 'Sin conexión', 'typing does not hide it');
  await page.clock.runFor(21_000);
  await page.waitForFunction(() => document.querySelector('[data-anuncio]').textContent === '');
  await page.clock.runFor(41_000);
  await says(page, 'Guardado a las 21:41');
  assert.equal(await news(page).textContent(), 'Guardado a las 21:41', 'the end of a trouble is news');
  assert.deepEqual(sent.map((fields) => fields.texto), ['Hola', 'Hola, sigo', 'Hola, sigo']);
});

for (const [status, words] of [[409, 'Conflicto'], [401, 'Sesión terminada'], [303, 'Sesión terminada']]) {
  test(`an answer ${status} stops the attempts and leaves the text`, async (t) => {
    const page = await open(t, SAVED);
    const sent = await saving(page, { status, headers: status === 303 ? { location: '/otra' } : {} });
    await page.fill('#a', 'Mío');
    await page.clock.runFor(10_500);
    await says(page, words);
    await page.fill('#a', 'Mío, más');
    await page.clock.fastForward(120_000);
    assert.equal(sent.length, 1);
    assert.equal(await page.inputValue('#a'), 'Mío, más');
    assert.equal(await state(page).textContent(), words);
  });
}

test('what is typed during a save is saved by the next one', { timeout: 20_000 }, async (t) => {
  const page = await open(t, SAVED);
  const texts = [];
  let go, done;
  const waits = new Promise((resolve) => (go = resolve));
  const second = new Promise((resolve) => (done = resolve));
  await page.route('**/guardar', async (route) => {
    texts.push(new URLSearchParams(route.request().postData()).get('texto'));
    if (texts.length === 1) await waits;
    else done();
    return route.fulfill(OK);
  });
  await page.fill('#a', 'uno');
  await page.clock.runFor(10_500);
  await says(page, 'Guardando');
  await page.fill('#a', 'uno dos');
  go();
  await says(page, 'Guardado a las 21:41');
  await page.clock.runFor(10_500);
  await second;
  assert.deepEqual(texts, ['uno', 'uno dos']);
});

test('leaving with unsaved changes asks first; saved, or sent by its button, it does not', async (t) => {
  const asked = async (act) => {
    const page = await open(t, SAVED);
    await saving(page, OK);
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      return dialog.accept();
    });
    await page.click('#a');
    await act(page);
    await page.goto('about:blank');
    return dialogs;
  };
  assert.equal(await asked(() => {}), 0, 'nothing typed');
  assert.equal(await asked((page) => page.keyboard.type('x')), 1, 'unsaved');
  const save = async (page) => {
    await page.keyboard.type('x');
    await page.clock.runFor(10_500);
    await says(page, 'Guardado a las 21:41');
  };
  assert.equal(await asked(save), 0, 'saved');
  const send = async (page) => {
    await page.keyboard.type('x');
    await page.click('button');
    await page.waitForURL('**/otra');
  };
  assert.equal(await asked(send), 0, 'sent');
});

test('a page that goes out of sight saves at once, and nothing typed stays in the browser', async (t) => {
  const page = await open(t, SAVED);
  const sent = await saving(page, OK);
  await page.fill('#a', 'Hola');
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await says(page, 'Guardado a las 21:41');
  assert.equal(sent.length, 1);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
});

// Sending once

const ONCE = `<form method="post" action="/enviar" data-una-vez>
  <button name="accion" value="enviar">Enviar</button></form>`;

test('a second click while the first is on its way sends nothing, and the first carries its button', async (t) => {
  const page = await open(t, ONCE);
  const sent = [];
  await page.route('**/enviar', async (route) => {
    sent.push(route.request().postData());
    await pause(600);
    await route.fulfill({ contentType: 'text/html', body: whole('<p>Listo</p>') });
  });
  await page.evaluate(() => {
    const button = document.querySelector('button');
    button.click();
    setTimeout(() => button.click(), 200);
  });
  await page.getByText('Listo').waitFor();
  assert.deepEqual(sent, ['accion=enviar']);
});

test('the button comes back with the page, and after a silence', async (t) => {
  const page = await open(t, ONCE);
  await page.evaluate(() => {
    document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  });
  const disabled = () => page.locator('button').getAttribute('aria-disabled');
  await page.click('button');
  assert.equal(await disabled(), 'true');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  assert.equal(await disabled(), null);
  await page.click('button');
  await page.clock.runFor(16_000);
  assert.equal(await disabled(), null);
});

// The password

const SECRET = `<form action="/otra"><label for="c">Clave</label><div><input id="c" type="password">
  <button type="button" hidden data-mostrar="c" data-ocultar-texto="Ocultar" data-mostrar-texto="Mostrar"
    data-visible="A la vista" data-oculta="Oculta"><span data-palabra>Mostrar</span></button>
  <span role="status" data-estado></span></div></form>`;

test('a password can be looked at, and is hidden again when it is sent', async (t) => {
  const page = await open(t, SECRET);
  const type = () => page.locator('#c').getAttribute('type');
  await page.click('button');
  assert.equal(await type(), 'text');
  assert.equal(await page.locator('[data-palabra]').textContent(), 'Ocultar');
  assert.equal(await page.locator('[data-estado]').textContent(), 'A la vista');
  await page.evaluate(() => {
    const form = document.querySelector('form');
    form.addEventListener('submit', (event) => event.preventDefault());
    form.requestSubmit();
  });
  assert.equal(await type(), 'password');
});

// The session

const SESSION = `<aside data-sesion="1800" data-continuar="/sesion" data-cinco="Cinco" data-uno="Uno" data-fin="Fin"
  data-sigue="Sigue" data-sin-conexion="Sin red"><p class="session-words">A las <span data-hora>22:10</span></p>
  <div data-alarma hidden><p role="alert" data-mensaje></p><a href="/sesion" data-seguir>Seguir</a></div></aside>`;
const message = (page) => page.locator('[data-mensaje]').textContent();
const alarmed = (page) => page.locator('[data-alarma]').isVisible();

test('the end of the session is announced five minutes and one minute ahead, and then said', async (t) => {
  const page = await open(t, SESSION);
  await page.clock.fastForward(1_498_000);
  assert.equal(await alarmed(page), false);
  const steps = [[3_000, 'Cinco'], [238_000, 'Cinco'], [3_000, 'Uno'], [60_000, 'Fin']];
  for (const [time, said] of steps) {
    await page.clock.runFor(time);
    assert.equal(await message(page), said);
  }
});

test('one can stay in the session without leaving the page', async (t) => {
  const page = await open(t, SESSION);
  const headers = { 'sesion-segundos': '600', 'sesion-hora': '22:20' };
  await page.route('**/sesion', (route) => route.fulfill({ status: 204, headers }));
  await page.clock.fastForward(1_600_000);
  await page.click('[data-seguir]');
  await page.waitForFunction(() => document.querySelector('[data-mensaje]').textContent === 'Sigue');
  assert.equal(await page.locator('[data-hora]').textContent(), '22:20');
  await page.clock.runFor(6_000);
  assert.equal(await alarmed(page), false);
  await page.clock.fastForward(300_000);
  assert.equal(await message(page), 'Cinco', 'the new end counts');
});

const FAILURES = [
  ['fail', 'Sin red'],
  [{ status: 500 }, 'Sin red'],
  [{ status: 303, headers: { location: '/otra' } }, 'Fin'],
  [{ status: 401 }, 'Fin'],
];

for (const [answer, said] of FAILURES) {
  test(`staying fails with ${JSON.stringify(answer)} and the page says so`, async (t) => {
    const page = await open(t, SESSION);
    await page.route('**/sesion', (route) => (answer === 'fail' ? route.abort() : route.fulfill(answer)));
    await page.clock.fastForward(1_600_000);
    await page.click('[data-seguir]');
    await page.waitForFunction(
      (wanted) => document.querySelector('[data-mensaje]').textContent === wanted,
      said,
    );
  });
}

test('what happens in another tab keeps this one from a false alarm', async (t) => {
  const page = await open(t, SESSION);
  await page.clock.fastForward(1_600_000);
  assert.equal(await message(page), 'Cinco');
  const other = await open(t, SESSION, { context: page.context(), address: page.url() });
  const quiet = () => page.waitForFunction(() => document.querySelector('[data-alarma]').hidden);
  await quiet();
  await page.clock.fastForward(1_600_000);
  assert.equal(await message(page), 'Cinco');
  await other.route('**/sesion', (route) => route.fulfill({ status: 204 }));
  await other.clock.fastForward(1_600_000);
  await other.click('[data-seguir]');
  await quiet();
});

test('an automatic save keeps the session alive', async (t) => {
  const page = await open(t, SESSION + SAVED);
  await saving(page, { ...OK, headers: { 'sesion-segundos': '1800', 'sesion-hora': '22:40' } });
  await page.clock.fastForward(1_595_000);
  assert.equal(await alarmed(page), true);
  await page.fill('#a', 'Hola');
  await page.clock.runFor(10_500);
  await says(page, 'Guardado a las 21:41');
  assert.equal(await alarmed(page), false);
  assert.equal(await page.locator('[data-hora]').textContent(), '22:40');
});

// The letter's code

test('the code of the letter goes into its box and out of the address', async (t) => {
  const box = '<label for="c">Código</label><input id="c" name="codigo">';
  const page = await open(t, '', { pages: { '/activar': whole(`${box}<script type="module" src="/panel.js"></script>`) } });
  await page.goto('/activar#codigo=2345-BCDF');
  await page.waitForFunction(() => document.querySelector('#c').value === '2345-BCDF');
  assert.equal(new URL(page.url()).hash, '');
});

// The frame of a photograph

const NUMBERS = `<input type="hidden" name="giro" value="0"><input type="hidden" name="zoom" value="100">
  <input type="hidden" name="x" value="500"><input type="hidden" name="y" value="500">`;
const FRAMED = `<div data-encuadre="/retrato"><img src="data:," alt="Retrato" class="framing-view">
  <p hidden data-ayuda>Arrastre</p><p role="status" data-estado></p>
  <form method="get" action="/encuadre">${NUMBERS}<button name="mover" value="girar_derecha">Girar</button></form>
  <form method="post" action="/guardar">${NUMBERS}<button>Guardar</button></form></div>`;

// A module runs once; under another name it runs again, when there is something to frame.
const AGAIN = { pages: { '/otra-vez.js': scripts['/encuadre.js'] } };
const sent = (page) => page.locator('form[method=post] input').evaluateAll((fields) => fields.map(({ value }) => value));

test('a photograph is framed by buttons, keys and dragging, and the form sends the same numbers', async (t) => {
  const page = await open(t, '', AGAIN);
  const wide = await page.screenshot({ type: 'jpeg', clip: { x: 0, y: 0, width: 400, height: 250 } });
  await page.route('**/retrato?entera=si', (route) => route.fulfill({ contentType: 'image/jpeg', body: wide }));
  await page.evaluate((html) => { document.body.innerHTML = html; }, FRAMED);
  await page.evaluate(() => import('/otra-vez.js'));
  const view = page.getByRole('img', { name: 'Retrato' });
  await view.waitFor();
  assert.equal(await page.locator('[data-ayuda]').isVisible(), true);
  // Wider than the frame: dragging to the left by half of what does not fit shows the right end.
  await view.evaluate((canvas) => { canvas.style.width = '200px'; canvas.style.height = '250px'; });
  const box = await view.boundingBox();
  await page.mouse.move(box.x + 150, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 50, box.y + 50);
  await page.mouse.up();
  assert.deepEqual(await sent(page), ['0', '100', '1000', '500']);
  const button = page.getByRole('button', { name: 'Girar' });
  await button.click();
  assert.deepEqual(await sent(page), ['1', '100', '1000', '500']);
  assert.equal(await page.getByRole('status').innerText(), 'Giro de 90 grados, acercamiento de 100 %.');
  for (const key of ['+', '+', '-', 'ArrowUp', 'ArrowLeft']) await button.press(key);
  assert.deepEqual(await sent(page), ['1', '125', '900', '400']);
});

test('without the whole picture the buttons stay as they are', async (t) => {
  const page = await open(t, '', AGAIN);
  await page.route('**/retrato?entera=si', (route) => route.fulfill({ status: 503 }));
  await page.evaluate((html) => { document.body.innerHTML = html; }, FRAMED);
  await page.evaluate(() => import('/otra-vez.js'));
  assert.equal(await page.locator('canvas').count(), 0);
  assert.equal(await page.locator('[data-ayuda]').isVisible(), false);
});
