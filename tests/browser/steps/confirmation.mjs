// The link with which a person says, without an account, whether what was captured in their name is what they mean.

import assert from 'node:assert/strict';
import { expectHeading, factOf } from './people.mjs';

const main = (page) => page.locator('main').innerText();

/** The party makes a link; says its address and its code. */
export async function makeLink(hand, page, candidacy, look) {
  await page.goto(`${candidacy}/confirmacion`);
  await look(page, 'confirmacion');
  await hand.press(page, 'Hacer un enlace');
  await expectHeading(page, 'Enlace para confirmar');
  await look(page, 'enlace');
  const address = new URL((await page.locator('code.long').innerText()).trim());
  const code = await factOf(page, 'Código');
  assert.equal(address.pathname, `/confirmar/${code}`);
  return { path: address.pathname, code };
}

/** Who has the link reads all of it and confirms; the link opens nothing any more. */
export async function confirmByLink(hand, page, { path }, look) {
  await page.goto(path);
  await expectHeading(page, 'Lo que se capturó en su nombre');
  await look(page, 'lo-capturado');
  await hand.press(page, 'Confirmo: esto es lo que quiero decir');
  await expectHeading(page, 'Gracias: su respuesta quedó registrada');
  await look(page, 'respuesta-registrada');
  await page.goto(path);
  await expectHeading(page, 'Este enlace no abre nada');
  await look(page, 'enlace-usado');
}

/** Who was told the code types it, and asks for a correction. */
export async function askCorrection(hand, page, { code }, look) {
  await page.goto('/confirmar');
  await look(page, 'confirmar');
  await hand.fill(page, 'Código de su enlace', 'BBBB-BBBB-BBBB-BBBB');
  await hand.press(page, 'Continuar');
  await look(page, 'confirmar-con-error');
  await hand.fill(page, 'Código de su enlace', code.toLowerCase());
  await hand.press(page, 'Continuar');
  await expectHeading(page, 'Lo que se capturó en su nombre');
  await hand.press(page, 'Pedir la corrección');
  await look(page, 'correccion-sin-decir-cual');
  await hand.fill(page, 'Si algo se debe corregir, diga qué (opcional)', 'Mi segundo apellido es Ñáñez.');
  await hand.press(page, 'Confirmo: esto es lo que quiero decir');
  assert.match(await main(page), /Escribió una corrección y pulsó «confirmo»/);
  await look(page, 'correccion-y-confirmo');
  await hand.press(page, 'Pedir la corrección');
  await expectHeading(page, 'Gracias: su respuesta quedó registrada');
}

/** The party sees each answer with its text, and takes back a link that nobody used. */
export async function seeAnswers(hand, page, candidacy, look) {
  await makeLink(hand, page, candidacy, look);
  await page.goto(`${candidacy}/confirmacion`);
  const shown = await main(page);
  assert.match(shown, /Confirmó el [^]*versión \d/);
  assert.match(shown, /Pidió una corrección el [^]*Mi segundo apellido es Ñáñez/);
  await look(page, 'confirmacion-con-respuestas');
  await hand.press(page, 'Cancelar este enlace');
  assert.match(await main(page), /Cancelado/);
  await look(page, 'enlace-cancelado');
}
