// What a party's people do before they may open a candidacy, and how they divide the work.

import assert from 'node:assert/strict';
import { expectHeading } from './people.mjs';

const unseen = async () => {};
const main = (page) => page.locator('main').innerText();

/**
 * Opens a candidacy from the list. If its person was not shown the party's notice
 * yet, records that it was, which opens the questionnaire.
 */
export async function openCandidacy(hand, page, name, look = unseen) {
  await page.goto(`/panel/candidaturas?q=${encodeURIComponent(name)}`);
  await hand.follow(page, name);
  await expectHeading(page, name);
  if (!/Falta la constancia/.test(await main(page))) return;
  await look(page, 'falta-constancia');
  await hand.follow(page, 'Registrar que se le mostró');
  await look(page, 'constancia');
  await hand.pick(page, 'En papel, entregado en persona');
  await hand.press(page, 'Registrar que se le mostró');
  assert.match(await main(page), /Registró que se mostró el aviso de privacidad/);
}

/** The supervisor gives the candidacy to somebody of the party on the board. */
export async function assignOnBoard(hand, page, name, look = unseen) {
  await page.goto(`/panel/partido/tablero?q=${encodeURIComponent(name)}`);
  await look(page, 'tablero');
  await hand.tick(page, name);
  const people = page.getByLabel('Quién capturará las candidaturas marcadas');
  const words = (await people.locator('option').nth(1).innerText()).trim();
  await hand.choose(page, 'Quién capturará las candidaturas marcadas', words);
  await hand.press(page, 'Asignar las candidaturas marcadas');
  assert.match(await main(page), /Repartió las candidaturas que marcó/);
}
