// Accounts as an institute hands them on: made in a batch, a letter each as PDF, its delivery with a signed page.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();
const CODE = /\b(?:[2-9B-X]{4}-){3}[2-9B-X]{4}\b/;
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
/** A signed page as somebody photographs it. */
export const SIGNED_PAGE = { name: 'hoja firmada.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') };

/** Makes the accounts of whoever has no party: sees how many, makes them, and twice makes none double. */
export async function makeBatch(hand, page, look) {
  await page.goto('/panel/cuentas');
  await look(page, 'cuentas');
  await hand.follow(page, 'Crear muchas cuentas a la vez');
  await look(page, 'lote');
  await hand.tick(page, 'Una cuenta por cada candidatura independiente');
  await hand.press(page, 'Ver cuántas se crearían');
  const planned = await main(page);
  const button = planned.match(/Crear [\d,]+ cuentas?/);
  assert.ok(button, `no account is missing: ${planned}`);
  await look(page, 'lote-previo');
  await hand.press(page, button[0]);
  await until(page, () => main(page).then((text) => /Se crearon|se creó/i.test(text)));
  await look(page, 'lote-hecho');
}

/** Makes the letters of those accounts, downloads them as the browser does and reads a code in them. */
export async function makeLetters(hand, page, holder, look) {
  await page.goto('/panel/cuentas/cartas');
  await look(page, 'cartas');
  await hand.choose(page, 'Papel', 'Candidatura independiente');
  await hand.press(page, 'Ver cuántas cartas serían');
  const button = (await main(page)).match(/Hacer [\d,]+ cartas?/);
  await look(page, 'cartas-previo');
  await hand.press(page, button[0]);
  await until(page, () => page.getByRole('link', { name: /^Descargar/ }).first().isVisible());
  await look(page, 'cartas-hechas');
  const text = await downloaded(page, /^Descargar/);
  const letter = text.split('\f').find((one) => one.includes(holder));
  assert.ok(letter, `no letter is for ${holder}: ${text}`);
  assert.match(letter, /\/activar/);
  return letter.match(CODE)[0];
}

/** What a downloaded PDF says, as `pdftotext` reads it. */
export async function downloaded(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).first().click(),
  ]);
  const file = await download.path();
  assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-');
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
}

/** Writes down that the account of a holder was received, with the page that was signed. */
export async function deliver(hand, page, holder, look) {
  await page.goto(`/panel/entregas?q=${encodeURIComponent(holder)}`);
  await look(page, 'entregas');
  await hand.follow(page, holder);
  await expectHeading(page, holder);
  await look(page, 'cuenta');
  await hand.follow(page, 'Registrar una entrega');
  await look(page, 'entrega');
  await hand.fill(page, 'Quién la recibió', '');
  await hand.attach(page, 'Hoja firmada (opcional)', SIGNED_PAGE);
  await hand.press(page, 'Registrar la entrega');
  assert.match(await main(page), /Ya recibimos la hoja «hoja firmada.png»/);
  await look(page, 'entrega-con-errores');
  await hand.fill(page, 'Quién la recibió', 'Licenciada O’Dam');
  await hand.fill(page, 'Cargo de quien la recibió (opcional)', 'Auxiliar');
  await hand.press(page, 'Registrar la entrega');
  const done = await main(page);
  assert.match(done, /Licenciada O’Dam/);
  assert.match(done, /plazo/i);
  await look(page, 'cuenta-entregada');
  await page.goto(`/panel/entregas?q=${encodeURIComponent(holder)}`);
  assert.match(await main(page), /Licenciada O’Dam/);
  await look(page, 'entregas-hechas');
}

/** Opens the account of a holder in the list. */
async function openAccount(hand, page, holder) {
  await page.goto(`/panel/cuentas?q=${encodeURIComponent(holder)}`);
  await hand.follow(page, holder);
  await expectHeading(page, holder);
}

/** Corrects how a holder is reached, suspends the account, lets it go on and closes it; each may be tried meanwhile. */
export async function standing(hand, page, holder, { suspended, resumed, closed }, look) {
  await openAccount(hand, page, holder);
  await hand.follow(page, 'Corregir titular o contacto');
  await look(page, 'titular');
  await hand.fill(page, 'Teléfono o correo de contacto (opcional)', '618 000 0000');
  await hand.press(page, 'Guardar titular y contacto');
  assert.match(await main(page), /618 000 0000/);
  await hand.follow(page, 'Suspender la cuenta');
  await look(page, 'suspender');
  await hand.press(page, 'Suspender la cuenta y cerrar sus sesiones');
  assert.match(await main(page), /Suspendida/);
  await look(page, 'suspendida');
  await suspended();
  await hand.follow(page, 'Reanudar la cuenta');
  await look(page, 'reanudar');
  await hand.press(page, 'Reanudar la cuenta');
  assert.doesNotMatch(await main(page), /Suspendida/);
  await resumed();
  await hand.follow(page, 'Cerrar la cuenta para siempre');
  await look(page, 'cerrar');
  await hand.press(page, 'Cerrar la cuenta para siempre');
  assert.match(await main(page), /Cerrada/);
  await look(page, 'cerrada');
  await closed();
}

/** Waits for work in the background: the page follows it by itself, or is asked for again. */
async function until(page, isDone) {
  for (let times = 0; times < 60; times += 1) {
    if (await isDone()) return;
    await page.waitForTimeout(times < 10 ? 300 : 1000);
    if (times % 5 === 4) await page.goto(page.url().split('#')[0]);
  }
  assert.fail(`what runs in the background did not end: ${await main(page)}`);
}
