// Drafts of many candidacies at once: the template, filled in, and a ZIP of photographs; read, confirmed and told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fill, read } from '../harness/sheet.mjs';
import { zip } from '../harness/zip.mjs';
import { openCandidacy } from './parties.mjs';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();
const LOT = '/panel/partido/lote';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOTIVES = '¿Por qué quiere ocupar un cargo público?';
const GRADE = 'Último grado de estudios';
export const MOTIVE = "Porque sí & <b>también</b> por O'Dam, de una hoja de cálculo";

/** Fetches the template from the board; says its bytes and whose rows it has. */
export async function takeTemplate(hand, page, look) {
  await page.goto('/panel/partido/tablero');
  await hand.follow(page, 'Capturar muchas candidaturas con un archivo');
  await expectHeading(page, 'Capturar muchas candidaturas con un archivo');
  await look(page, 'con-un-archivo');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Descargue la plantilla' }).click(),
  ]);
  const bytes = readFileSync(await download.path());
  const { headings, rows } = read(bytes);
  assert.deepEqual(headings.slice(0, 2), ['clave', 'nombre']);
  for (const heading of [MOTIVES, GRADE]) assert.ok(headings.includes(heading), headings.join(', '));
  return { bytes, people: rows.map(([key, name]) => ({ key, name })) };
}

/** Two people of the party that nobody has touched, and who know of the party's notice. */
export async function untouched(hand, page, people) {
  await page.goto('/panel/candidaturas?estado=untouched');
  const links = page.locator('tbody tr').getByRole('link');
  const names = (await links.allInnerTexts()).map((name) => name.trim());
  const chosen = people.filter(({ name }) => names.includes(name)).slice(0, 2);
  assert.equal(chosen.length, 2, `the template has not two of ${names}`);
  for (const { name } of chosen) await openCandidacy(hand, page, name);
  return chosen;
}

/** Sends nothing, then what is no ZIP, then the sheet with its photographs; nothing is kept yet. */
export async function bring(hand, page, template, [one, other], look) {
  await page.goto(LOT);
  await hand.press(page, 'Subir y revisar');
  assert.match(await main(page), /Elija el archivo con las respuestas/);
  await look(page, 'con-un-archivo-sin-archivo');
  const sheet = fill(template, [
    { clave: one.key, nombre: one.name, [MOTIVES]: MOTIVE, [GRADE]: 'Licenciatura' },
    { clave: other.key, nombre: other.name, [GRADE]: 'doctorado honoris' },
    { clave: 'NO-EXISTE', nombre: 'Nadie', [MOTIVES]: 'De nadie' },
  ]);
  const clip = { x: 0, y: 0, width: 300, height: 400 };
  const photograph = await page.screenshot({ type: 'jpeg', clip });
  const attach = async (photographs) => {
    await hand.attach(page, 'Archivo con las respuestas', { name: 'borradores.xlsx', mimeType: XLSX, buffer: sheet });
    const file = { name: 'fotos.zip', mimeType: 'application/zip', buffer: photographs };
    await hand.attach(page, 'Fotografías en un ZIP (opcional)', file);
    await hand.press(page, 'Subir y revisar');
  };
  await attach(Buffer.from('no es un zip'));
  assert.match(await main(page), /no es un ZIP/);
  await look(page, 'con-un-archivo-que-no-es-zip');
  await attach(zip([[`fotos/${one.key}.jpg`, photograph], ['nadie.jpg', photograph]]));
  await expectHeading(page, 'Revisar el archivo');
  const told = await main(page);
  assert.match(told, /Nada se ha guardado todavía/);
  assert.match(told, /«doctorado honoris»\. Elija una de las opciones/);
  assert.match(told, /NO-EXISTE/);
  assert.match(told, /nadie\.jpg/);
  assert.match(told, /Viene en el ZIP/);
  await look(page, 'archivo-revisado');
}

/** Confirms without saying how, then keeps what is captured; sees it end and fetches the report. */
export async function confirm(hand, page, look) {
  const [button] = (await main(page)).match(/Guardar \d+ borrador(es)?/);
  await hand.press(page, button);
  assert.match(await main(page), /Elija qué hacer con lo que ya está capturado/);
  await look(page, 'archivo-sin-elegir');
  await hand.pick(page, 'Conservar lo capturado y llenar solo lo que falta');
  await hand.press(page, button);
  await look(page, 'archivo-en-curso');
  await ended(page);
  assert.match(await main(page), /Se guardó 1 borrador\b/);
  await look(page, 'archivo-guardado');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Descargar el informe de todos los renglones (CSV)' }).click(),
  ]);
  const report = readFileSync(await download.path(), 'utf8').trim().split(/\r?\n/);
  assert.equal(report.length, 4, report.join('\n'));
}

/** Waits until nothing is being saved; the page follows it by itself, or is asked for again. */
async function ended(page) {
  const address = page.url().split('#')[0];
  for (let times = 0; times < 60; times += 1) {
    if (await page.locator('[data-avance="terminado"]').count()) return page.goto(address);
    await page.waitForTimeout(500);
    await page.goto(address);
  }
  assert.fail(`the saving did not end: ${await main(page)}`);
}

/** What came from the file is a draft like any other: shown, with its photograph, and not sent. */
export async function seeDraft(hand, page, { name }, look) {
  await openCandidacy(hand, page, name);
  await hand.follow(page, 'Motivos');
  assert.equal(await page.getByLabel(MOTIVES).inputValue(), MOTIVE);
  await look(page, 'motivos-de-un-archivo');
  await page.goBack();
  await hand.follow(page, 'Fotografía');
  const picture = page.locator('main img').first();
  await picture.waitFor();
  const answer = await page.context().request.get(await picture.getAttribute('src'));
  assert.equal(answer.status(), 200);
  await look(page, 'fotografia-de-un-archivo');
}
