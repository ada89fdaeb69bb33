// What the institute looks after besides the cases: grounds, figures, cases that somebody holds, and what is hidden.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();

/** A ground is added, reworded and retired; its earlier words stay. */
export async function editGrounds(hand, page, look) {
  await page.goto('/panel/causales');
  await expectHeading(page, 'Causales de observación');
  await look(page, 'causales');
  await hand.follow(page, 'Agregar una causal');
  await hand.press(page, 'Agregar la causal');
  await look(page, 'causal-vacia');
  await hand.fill(page, 'Clave', 'imagen_ajena');
  await hand.fill(page, 'Nombre', 'Imagen «ajena» & <otra>');
  await hand.fill(page, 'Descripción', 'La fotografía muestra a otra persona.');
  await hand.fill(page, 'Fundamento', 'Lineamientos, numeral 12');
  await hand.press(page, 'Agregar la causal');
  await look(page, 'causal-agregada');
  await hand.follow(page, 'Imagen «ajena» & <otra>');
  await look(page, 'causal');
  await hand.fill(page, 'Descripción', 'La fotografía no es de la candidatura.');
  await hand.press(page, 'Guardar el texto nuevo');
  await hand.follow(page, 'Imagen «ajena» & <otra>');
  assert.match(await main(page), /La fotografía no es de la candidatura[^]*La fotografía muestra a otra persona/);
  await hand.press(page, 'Retirar la causal');
  const row = page.locator('tbody tr', { hasText: 'ajena' });
  assert.match(await row.innerText(), /Retirada/);
  await hand.follow(page, 'Imagen «ajena» & <otra>');
  await look(page, 'causal-retirada');
}

/** The figures of the queue, on a page and in a file. */
export async function seeStatistics(hand, page, look) {
  await page.goto('/panel/validacion/estadistica');
  await expectHeading(page, 'Estadística de la validación');
  await look(page, 'estadistica');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Descargar estas tablas (CSV)' }).click(),
  ]);
  const file = readFileSync(await download.path(), 'utf8');
  const stage = (await page.locator('tbody tr').first().locator('th').innerText()).trim();
  assert.ok(file.includes(stage), file);
}

/** The administration finds a case that somebody holds and gives it back to the queue. */
export async function release(hand, page, name, look) {
  await page.goto('/panel/casos');
  await look(page, 'casos');
  await hand.follow(page, `Liberar ${name}`);
  await look(page, 'caso-en-manos');
  await hand.press(page, 'Liberar el caso');
  await page.goto('/panel/casos');
  assert.ok(!(await main(page)).includes(name));
}

const WITHHELD = /No disponible por ahora/;
const HIDDEN = 'Primera propuesta';

/** Hides one datum of a published profile: the portal stops showing it at once. Says whose it is. */
export async function hide(hand, page, look) {
  await page.goto('/panel/ocultamientos');
  await look(page, 'ocultamientos');
  await page.goto('/panel/candidaturas?estado=published');
  const name = (await page.locator('tbody tr').first().getByRole('link').first().innerText()).trim();
  await hand.follow(page, name);
  const profile = `/candidaturas/${new URL(page.url()).pathname.split('/').at(-1)}`;
  await page.goto(profile);
  assert.doesNotMatch(await main(page), WITHHELD);
  await page.goBack();
  await hand.follow(page, 'Ocultar datos del portal, por seguridad de la persona');
  await expectHeading(page, 'Ocultar datos del portal');
  await look(page, 'ocultar');
  await hand.press(page, 'Ocultar ahora');
  await look(page, 'ocultar-con-errores');
  await hand.choose(page, 'Qué se oculta', HIDDEN);
  await hand.pick(page, 'Amenaza o riesgo para la persona');
  await hand.fill(page, 'Qué pasó y quién lo pidió', 'Lo pidió por teléfono; oficio 14/2024');
  await hand.press(page, 'Ocultar ahora');
  await expectHeading(page, 'Datos ocultos por seguridad');
  await look(page, 'oculto');
  await page.goto(profile);
  assert.match(await main(page), WITHHELD);
  await look(page, 'portal-oculto');
  await openHiding(hand, page, name);
  await look(page, 'ocultamiento-propio');
  return { name, profile };
}

async function openHiding(hand, page, name) {
  await page.goto('/panel/ocultamientos');
  await hand.follow(page, name);
}

/** Another person of the administration lifts it: the portal shows it again. */
export async function lift(hand, page, { name, profile }, look) {
  await openHiding(hand, page, name);
  await look(page, 'ocultamiento');
  const button = 'Levantar: el portal lo mostrará de inmediato';
  await hand.fill(page, 'Nota de esta revisión (opcional)', 'Ya no hay riesgo: oficio 15/2024');
  await hand.press(page, button);
  await page.goto('/panel/ocultamientos?ver=levantados');
  assert.ok((await main(page)).includes(name));
  await look(page, 'levantados');
  await page.goto(profile);
  assert.doesNotMatch(await main(page), WITHHELD);
}
