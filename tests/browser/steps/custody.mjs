// The second factor as a person with a telephone has it: the secret that the page
// shows, and the codes that follow from it and the clock (RFC 6238).

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { expectHeading, heading, signIn, signOut } from './people.mjs';

/** The heading of the page on which a second factor is set up. */
const ENROLMENT = 'Configurar el segundo paso';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

/** The code of a secret, written in base 32 with or without spaces, at an instant. */
export function totp(secret, milliseconds = Date.now()) {
  const moment = Buffer.alloc(8);
  moment.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 1000 / STEP_SECONDS)));
  const digest = createHmac('sha1', decoded(secret)).update(moment).digest();
  const start = digest[digest.length - 1] & 0x0f;
  const number = (digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, '0');
}

function decoded(secret) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const letter of secret.toUpperCase().replace(/[^A-Z2-7]/g, '')) {
    held = (held << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
      held &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

/** Sets up the second factor where the role must have one; says its secret, or nothing if it was not asked for. */
export async function secondFactor(hand, page, look = async () => {}) {
  if ((await heading(page)) !== ENROLMENT) return undefined;
  const secret = (await page.locator('main code').first().innerText()).trim();
  await look(page, 'segundo-paso');
  await hand.fill(page, 'Código de 6 números', totp(secret));
  await hand.press(page, 'Terminar y ver mi hoja');
  await hand.follow(page, 'Ya la guardé: continuar');
  return secret;
}

const main = (page) => page.locator('main').innerText();
/** Phrases of one's own, other than the one everybody begins with: after the sheet, and after each rescue. */
export const NEW_PHRASE = 'tejocote ventana abril cordillera';
export const RESCUED_PHRASES = ['chayote puente agosto barranca', 'guayaba tranvía enero meseta'];

/** Activates with the phrase that the page offers; says the password. */
export async function activateWithOffer(hand, page, code, look) {
  await page.goto('/activar');
  await hand.fill(page, 'Código de activación', code);
  await hand.press(page, 'Continuar');
  await hand.press(page, 'Proponer otra frase');
  const password = (await page.locator('.as-written strong').first().innerText()).trim();
  await hand.pick(page, 'Usar la frase propuesta');
  await hand.press(page, 'Activar la cuenta');
  assert.match(await main(page), /compromiso/i);
  await look(page, 'activar-sin-compromiso');
  await hand.pick(page, 'Usar la frase propuesta');
  await hand.tick(page, 'Leí el compromiso de custodia y lo acepto');
  await hand.press(page, 'Activar la cuenta');
  await expectHeading(page, 'Aviso de privacidad');
  await hand.press(page, 'Aceptar y continuar');
  await look(page, 'aviso-sin-aceptar');
  await hand.tick(page, 'Leí el aviso de privacidad y lo acepto');
  await hand.press(page, 'Aceptar y continuar');
  return password;
}

/** Sets up the second factor by one's own will; says its secret and the codes of the sheet. */
export async function protect(hand, page, password, look) {
  await page.goto('/panel/cuenta');
  await look(page, 'mi-cuenta');
  await hand.follow(page, 'Configurar el segundo paso');
  const secret = (await page.locator('main code').first().innerText()).trim();
  await look(page, 'configurar-segundo-paso');
  await hand.fill(page, 'Su contraseña actual', password);
  await hand.fill(page, 'Código de 6 números', '000000');
  await hand.press(page, 'Terminar y ver mi hoja');
  await look(page, 'segundo-paso-con-error');
  await hand.fill(page, 'Su contraseña actual', password);
  await hand.fill(page, 'Código de 6 números', totp(secret));
  await hand.press(page, 'Terminar y ver mi hoja');
  await look(page, 'hoja');
  const codes = await page.locator('main ol code').allInnerTexts();
  assert.equal(new Set(codes).size, 8);
  const [sheet] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Descargar la hoja en PDF' }).click(),
  ]);
  assert.match(sheet.suggestedFilename(), /\.pdf$/);
  await hand.follow(page, 'Ya la guardé: continuar');
  await page.goto('/panel/cuenta/contrasena');
  await look(page, 'cambiar-contrasena');
  await page.goto('/panel/cuenta/segundo-paso/quitar');
  await look(page, 'quitar-segundo-paso');
  await page.goto('/panel/cuenta/hoja');
  await look(page, 'hoja-nueva');
  await page.goto('/panel/sesiones');
  await look(page, 'sesiones');
  await signOut(hand, page);
  return { secret, codes };
}

/**
 * Forgets the password: a code of the sheet, a new one, and the second step with another code of the sheet, after
 * which there is no second step until it is set up again.
 */
export async function recover(hand, page, login, codes, look) {
  await page.goto('/entrar');
  await look(page, 'entrar');
  await hand.follow(page, 'Olvidé mi contraseña');
  await look(page, 'olvide');
  await hand.fill(page, 'Usuario', login);
  await hand.fill(page, 'Código de recuperación', 'BBBB-BBBB-BBBB-BBBB');
  await hand.press(page, 'Continuar');
  await look(page, 'olvide-con-error');
  await hand.fill(page, 'Código de recuperación', codes[0]);
  await hand.press(page, 'Continuar');
  await chooseNew(hand, page, look);
  await expectHeading(page, /[Ss]egundo paso/);
  await look(page, 'segundo-paso-al-entrar');
  await hand.follow(page, 'Usar un código de recuperación');
  await look(page, 'segundo-paso-con-hoja');
  await hand.fill(page, 'Código de recuperación', codes[1]);
  await hand.press(page, 'Entrar con este código');
  assert.match(await main(page), /su segundo paso anterior ya no sirve/);
  await look(page, 'entro-con-hoja');
  await page.goto('/panel/cuenta');
  assert.ok(await page.getByRole('link', { name: 'Configurar el segundo paso', exact: true }).isVisible());
  await look(page, 'mi-cuenta-sin-segundo-paso');
}

async function chooseNew(hand, page, look, phrase = NEW_PHRASE) {
  await expectHeading(page, 'Elija una contraseña nueva');
  await look(page, 'contrasena-nueva');
  await hand.pick(page, 'Escribir la mía');
  await hand.fill(page, 'Elija una contraseña', phrase);
  await hand.fill(page, 'Escríbala otra vez', phrase);
  await hand.press(page, 'Guardar y entrar');
}

/** Comes in with the password and the code of the telephone. */
export async function enterWithCode(hand, page, login, password, secret) {
  await signIn(hand, page, login, password);
  await expectHeading(page, /[Ss]egundo paso/);
  // The codes of this half minute and of the one before may be used up already; the next one serves too.
  await hand.fill(page, 'Código de 6 números', totp(secret, Date.now() + STEP_SECONDS * 1000));
  await hand.press(page, 'Entrar');
  await expectInside(page);
}

/** The password alone leads inside: the account is in use and owes no second step. */
export async function enters(hand, page, login, password) {
  await signIn(hand, page, login, password);
  await expectInside(page);
}

/** The password is right and leads nowhere; the page says why. */
export async function isKeptOut(hand, page, { login, password, why }, look, name) {
  await signIn(hand, page, login, password);
  assert.match(await main(page), why);
  await look(page, name);
  await page.goto('/panel');
  assert.equal(new URL(page.url()).pathname, '/entrar');
}

async function expectInside(page) {
  await page.goto('/panel/cuenta');
  await expectHeading(page, 'Mi cuenta');
}

/** Whoever is inside locks the account at once. */
export async function reportLoss(hand, page, look) {
  await page.goto('/panel/cuenta/extravio');
  await look(page, 'extravio');
  await hand.press(page, 'Bloquear mi cuenta ahora');
  await look(page, 'extravio-sin-confirmar');
  await hand.tick(page, 'Entiendo que la cuenta queda bloqueada hasta que me den un código nuevo');
  await hand.press(page, 'Bloquear mi cuenta ahora');
  await expectHeading(page, 'Su cuenta quedó bloqueada');
  await look(page, 'bloqueada');
}

/** From outside one may only ask: here, for help to enter. */
export async function ask(hand, page, login, look) {
  await page.goto('/recuperar/ayuda');
  await look(page, 'pedir-ayuda');
  await hand.press(page, 'Enviar la solicitud');
  await look(page, 'pedir-ayuda-sin-usuario');
  await hand.fill(page, 'Usuario', login);
  await hand.press(page, 'Enviar la solicitud');
  await expectHeading(page, 'Recibimos su solicitud');
  await look(page, 'solicitud-recibida');
}

/** From outside one may only ask: here, to have a loss looked into, which locks nothing yet (R09). */
export async function reportFromOutside(hand, page, login, look) {
  await page.goto('/extravio');
  await look(page, 'avisar-extravio');
  await hand.fill(page, 'Usuario', login);
  await hand.press(page, 'Enviar el aviso');
  await expectHeading(page, 'Recibimos su solicitud');
  await look(page, 'aviso-recibido');
}

const GIVE = 'Dar un código para volver a entrar';
const CHECKED = 'Ya comprobé por el medio registrado que es la persona';

/** Who manages the account confirms a loss that was reported from outside: it locks now; a code follows if asked for. */
export async function confirmLoss(hand, page, holder, look, whileLocked) {
  await page.goto('/panel/ayuda');
  await look(page, 'solicitudes-con-extravio');
  await hand.follow(page, holder);
  await look(page, 'extravio-por-confirmar');
  await hand.press(page, 'Bloquear la cuenta');
  await look(page, 'extravio-sin-comprobar');
  await hand.tick(page, CHECKED);
  await hand.press(page, 'Bloquear la cuenta');
  await expectHeading(page, 'La cuenta quedó bloqueada');
  await look(page, 'bloqueada-por-extravio');
  await whileLocked();
  await hand.press(page, GIVE);
  return givenCode(page, look);
}

/** Who manages the account checks the person and gives a code. */
export async function rescue(hand, page, holder, look) {
  await page.goto('/panel/ayuda');
  await look(page, 'solicitudes');
  await hand.follow(page, holder);
  await look(page, 'solicitud');
  await hand.press(page, GIVE);
  await look(page, 'solicitud-sin-comprobar');
  await hand.tick(page, CHECKED);
  await hand.press(page, GIVE);
  return givenCode(page, look);
}

async function givenCode(page, look) {
  await expectHeading(page, 'Código listo');
  await look(page, 'codigo-de-rescate');
  return (await main(page)).match(/\b(?:[2-9B-X]{4}-){3}[2-9B-X]{4}\b/)[0];
}

/** The person is in again with that code and a new password. */
export async function comeBack(hand, page, code, phrase, look) {
  await page.goto('/recuperar/codigo');
  await look(page, 'codigo-para-volver');
  await hand.fill(page, 'Código para volver a entrar', 'BBBB-BBBB-BBBB-BBBB');
  await hand.press(page, 'Continuar');
  await look(page, 'codigo-para-volver-con-error');
  await hand.fill(page, 'Código para volver a entrar', code);
  await hand.press(page, 'Continuar');
  await chooseNew(hand, page, look, phrase);
  assert.match(await main(page), /Volvió a entrar/);
  await look(page, 'volvio-a-entrar');
}
