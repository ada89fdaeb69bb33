// A receipt in the hands of who acted, and of anybody who doubts it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();

/** Opens one's latest receipt and downloads both of its files; says them with its folio and its fingerprint. */
export async function takeReceipt(hand, page, look) {
  await page.goto('/panel/acuses');
  await expectHeading(page, 'Mis acuses');
  await look(page, 'mis-acuses');
  const folio = (await page.locator('tbody tr').first().getByRole('link').first().innerText()).trim();
  await hand.follow(page, folio);
  await proven(page);
  await look(page, 'un-acuse');
  const fetched = async (name) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).click(),
    ]);
    return readFileSync(await download.path());
  };
  const pdf = await fetched('Descargar el acuse (PDF)');
  const json = await fetched('Descargar el acuse para máquinas (JSON)');
  const hash = (await main(page)).replace(/\s/g, '').match(/[0-9a-f]{64}/)?.[0];
  return { folio, hash, pdf, json };
}

/** Its files are there as soon as what proves it is signed, which is a matter of seconds. */
async function proven(page) {
  for (let times = 0; times < 60; times += 1) {
    if (await page.getByRole('link', { name: 'Descargar el acuse (PDF)' }).isVisible()) return;
    await page.waitForTimeout(500);
    await page.goto(page.url());
  }
  assert.fail(`the receipt was never proven: ${await main(page)}`);
}

/** Anybody checks it: its files, its paper, and what somebody changed. */
export async function checkReceipt(hand, page, { folio, hash, pdf, json }, look) {
  const show = async (name, mimeType, buffer) => {
    await page.goto('/acuses');
    await hand.attach(page, 'Archivo del acuse (PDF o JSON)', { name, mimeType, buffer });
    await hand.press(page, 'Comprobar el archivo');
    return main(page);
  };
  await page.goto('/acuses');
  await look(page, 'acuses');
  await hand.press(page, 'Comprobar el archivo');
  await look(page, 'acuses-sin-archivo');
  assert.match(await show('acuse.pdf', 'application/pdf', pdf), new RegExp(`El acuse es auténtico[^]*${folio}`));
  await look(page, 'acuse-autentico');
  assert.match(await show('acuse.json', 'application/json', json), new RegExp(`El acuse es auténtico[^]*${folio}`));
  const altered = Buffer.concat([pdf, Buffer.from('\n')]);
  assert.match(await show('acuse.pdf', 'application/pdf', altered), /no es, tal como está, un acuse/);
  await look(page, 'acuse-alterado');
  await page.goto('/acuses');
  await hand.fill(page, 'Folio', folio);
  await hand.press(page, 'Comprobar el folio');
  const alone = await main(page);
  assert.match(alone, /Escriba también la huella/);
  assert.doesNotMatch(alone, /auténtico\b.*Existe/);
  await look(page, 'folio-solo');
  assert.ok(hash, 'the page of a receipt shows no fingerprint');
  await hand.fill(page, 'Huella del asiento', hash);
  await hand.press(page, 'Comprobar el folio');
  assert.match(await main(page), /El acuse es auténtico/);
  await hand.fill(page, 'Huella del asiento', '0'.repeat(64));
  await hand.press(page, 'Comprobar el folio');
  assert.match(await main(page), /No coincide/);
  await look(page, 'acuse-que-no-coincide');
}
