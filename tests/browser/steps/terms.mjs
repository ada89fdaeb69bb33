// Terms: the board, one term extended, all of them by two people, and the calendar that anybody may subscribe to.

import assert from 'node:assert/strict';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();
const REPORT = { name: 'informe.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') };

/** Sees the terms, follows a figure to its list, and fetches the calendar as a calendar program does. */
export async function seeTerms(hand, page, look) {
  await page.goto('/panel/plazos');
  await look(page, 'plazos');
  const feed = page.locator('#calendario ~ .text code, .text code').first();
  const address = (await feed.innerText()).trim();
  const calendar = await (await fetch(new URL(address, page.url()))).text();
  assert.match(calendar, /^BEGIN:VCALENDAR[^]*BEGIN:VEVENT[^]*DTSTART[^]*END:VCALENDAR\s*$/);
  await hand.press(page, 'Generar otra dirección');
  const gone = await fetch(new URL(address, page.url()));
  assert.equal(gone.status, 404);
  await page.goto('/panel/plazos/candidaturas');
  await look(page, 'plazos-candidaturas');
}

/** Extends the term of one candidacy by days. */
export async function extendOne(hand, page, key, look) {
  await page.goto('/panel/plazos/ampliar');
  await look(page, 'ampliar');
  await hand.pick(page, 'Una candidatura');
  await hand.fill(page, 'Clave de la candidatura en el registro (opcional)', 'no-existe');
  await hand.fill(page, 'O número de días naturales desde hoy (opcional)', '20');
  await hand.press(page, 'Revisar a quiénes alcanza');
  await look(page, 'ampliar-con-error');
  await hand.fill(page, 'Clave de la candidatura en el registro (opcional)', key);
  await hand.press(page, 'Revisar a quiénes alcanza');
  await look(page, 'ampliar-una');
  await hand.fill(page, 'Motivo', 'Falla comprobada de internet en la cabecera');
  await hand.press(page, 'Ampliar el plazo de 1 candidatura');
  assert.match(await main(page), /Falla comprobada de internet/);
  await look(page, 'ampliaciones');
}

/** Proposes that everybody's term be longer. */
export async function proposeForAll(hand, page, look) {
  await page.goto('/panel/plazos/ampliar');
  await hand.pick(page, 'Todas las candidaturas que no han enviado');
  await hand.fill(page, 'O número de días naturales desde hoy (opcional)', '25');
  await hand.press(page, 'Revisar a quiénes alcanza');
  await look(page, 'ampliar-todas');
  const button = (await main(page)).match(/Proponer la ampliación de [\d,]+ candidaturas?/)[0];
  await hand.fill(page, 'Motivo', 'Acuerdo del Consejo General por la falla del 11 de abril');
  await hand.press(page, button);
  assert.match(await main(page), /informe/i);
  await look(page, 'ampliar-sin-informe');
  await hand.attach(page, 'Informe técnico de la falla (PDF)', REPORT);
  await hand.press(page, button);
  await expectHeading(page, 'Plazos');
  await look(page, 'ampliacion-propuesta');
}

/** Another administrator finds the proposal and applies it. */
export async function applyForAll(hand, page, look) {
  await page.goto('/panel/papeles');
  const row = page.locator('tbody tr', { hasText: 'Todas las candidaturas' }).first();
  await hand.follow(page, (await row.getByRole('link').first().innerText()).trim());
  await look(page, 'ampliacion-por-decidir');
  await hand.press(page, 'Aplicar la propuesta');
  await page.goto('/panel/plazos/ampliaciones');
  assert.match(await main(page), /Acuerdo del Consejo General/);
  await look(page, 'ampliaciones-todas');
}
