// The second factor as a person with a telephone has it: the secret that the page
// shows, and the codes that follow from it and the clock (RFC 6238).

import { createHmac } from 'node:crypto';
import { heading } from './people.mjs';

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
