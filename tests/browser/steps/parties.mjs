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

/** The representation registers who supervises, corrects it, notes the account and hands over to somebody else. */
export async function supervise(hand, page, { makesAccounts }, look = unseen) {
  await page.goto('/panel');
  await look(page, 'inicio-representacion');
  await page.goto('/panel/partido');
  await look(page, 'partido');
  await hand.follow(page, 'Personas supervisoras');
  await look(page, 'supervision');
  await hand.follow(page, 'Registrar a una persona supervisora');
  await hand.press(page, 'Registrar a la persona');
  await look(page, 'supervision-nueva');
  await hand.fill(page, 'Nombre completo', 'Xóchitl O’Dam Güemes');
  await hand.fill(page, 'Teléfono (opcional)', '6180000000');
  await hand.press(page, 'Registrar a la persona');
  assert.match(await main(page), /Xóchitl O’Dam Güemes/);
  if (makesAccounts) await makeSupervisorsAccount(hand, page, look);
  await page.goto('/panel/partido/supervision');
  await hand.follow(page, 'Xóchitl O’Dam Güemes');
  await look(page, 'supervisora');
  if (makesAccounts) {
    const accounts = page.getByLabel('Cuenta con la que trabaja');
    await hand.choose(page, 'Cuenta con la que trabaja', (await accounts.locator('option').last().innerText()).trim());
    await hand.press(page, 'Anotar esta cuenta');
    await look(page, 'supervisora-con-cuenta');
  }
  await hand.fill(page, 'Correo electrónico (opcional)', 'xochitl@partido.example');
  await hand.press(page, 'Guardar la corrección');
  assert.equal(await page.getByLabel('Correo electrónico (opcional)').inputValue(), 'xochitl@partido.example');
  await hand.follow(page, 'Cambiar por otra persona');
  await look(page, 'relevo');
  await hand.fill(page, 'Nombre completo', 'Porfirio Ñáñez');
  await hand.fill(page, 'Teléfono (opcional)', '6180000001');
  await hand.press(page, 'Cambiar: Xóchitl O’Dam Güemes deja la supervisión');
  assert.match(await main(page), /Porfirio Ñáñez/);
  await page.goto('/panel/partido/supervision');
  assert.match(await main(page), /Antes[^]*Xóchitl O’Dam Güemes/);
  await look(page, 'supervision-despues');
}

async function makeSupervisorsAccount(hand, page, look) {
  await page.goto('/panel/cuentas/nueva');
  await look(page, 'cuenta-del-partido');
  await hand.fill(page, 'Nombre de la persona o área', 'Xóchitl O’Dam Güemes');
  await hand.choose(page, 'Papel', 'Persona supervisora');
  await hand.press(page, 'Crear la cuenta');
  await expectHeading(page, 'Cuenta lista para entregarse');
}

/** The party's own notice gets a new version, which everybody reads. */
export async function publishNotice(hand, page, look = unseen) {
  await page.goto('/panel/partido/aviso');
  await look(page, 'aviso-del-partido');
  await hand.press(page, 'Registrar el aviso');
  await look(page, 'aviso-del-partido-vacio');
  await hand.fill(page, 'Texto del aviso (opcional)', '# Aviso\n\nUsamos sus datos para capturar.\n\n- No los damos a nadie.');
  await hand.press(page, 'Registrar el aviso');
  assert.match(await main(page), /Versión 2/);
  await look(page, 'aviso-del-partido-registrado');
  await hand.follow(page, 'su página pública');
  await look(page, 'aviso-publico');
  assert.match(await main(page), /Usamos sus datos para capturar/);
}

/** Several people were shown the notice: their evidence is recorded together. */
export async function recordEvidence(hand, page, look = unseen) {
  await page.goto('/panel/partido/evidencia');
  await look(page, 'evidencia');
  await hand.pick(page, 'De viva voz');
  await hand.press(page, 'Registrar para las candidaturas marcadas');
  await look(page, 'evidencia-sin-marcar');
  const ticks = page.locator('tbody input[type=checkbox]');
  const names = await page.locator('tbody tr:nth-child(-n+2) label').allInnerTexts();
  assert.ok((await ticks.count()) > 1);
  for (const name of names) await hand.tick(page, name.trim());
  await hand.pick(page, 'De viva voz');
  await hand.fill(page, 'Nota (opcional)', 'En la casa del partido');
  await hand.press(page, 'Registrar para las candidaturas marcadas');
  await look(page, 'evidencia-registrada');
  await page.locator('tbody tr', { hasText: names[0].trim() }).getByRole('link').first().click();
  await page.waitForLoadState();
  assert.match(await main(page), /En la casa del partido/);
  await look(page, 'evidencia-una');
}
