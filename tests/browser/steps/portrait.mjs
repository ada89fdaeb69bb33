// A photograph from its file to the frame, the profile as it will be seen, and the questionnaire on paper.

import assert from 'node:assert/strict';
import { downloaded } from './accounts.mjs';
import { expectHeading } from './people.mjs';

const main = (page) => page.locator('main').innerText();
/** What a telephone writes into its photographs: where they were taken, among others. */
const SECRET_PLACE = 'Exif\0\0 19.4326N 99.1332W';

/** A real JPEG, wider than the frame, with a note about the place as telephones add it. */
async function photograph(page) {
  const clip = { x: 0, y: 0, width: 320, height: 240 };
  const jpeg = await page.screenshot({ type: 'jpeg', clip, quality: 60 });
  const note = Buffer.from(SECRET_PLACE, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(note.length + 2);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), length, note]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

/** Sends what is no photograph, then one; turns, enlarges and moves it; saves the frame. */
export async function portray(hand, page, script, look) {
  await hand.follow(page, 'Fotografía');
  await look(page, 'fotografia');
  const field = page.getByLabel('Elegir el archivo');
  await field.setInputFiles({ name: 'retrato.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no es una imagen') });
  await hand.press(page, 'Guardar y continuar');
  await expectHeading(page, 'Fotografía');
  await look(page, 'fotografia-que-no-lo-es');
  await field.setInputFiles({ name: 'retrato.jpg', mimeType: 'image/jpeg', buffer: await photograph(page) });
  await hand.press(page, 'Guardar y continuar');
  await expectHeading(page, 'Encuadrar la fotografía');
  await look(page, 'encuadre');
  await forgetsThePlace(page);
  // With scripts the picture turns where it is; without them each press asks for the page again.
  const move = (name) =>
    script === 'on' ? page.getByRole('button', { name, exact: true }).click() : hand.press(page, name);
  const turn = page.getByRole('group', { name: 'Girar' });
  await turn.waitFor();
  for (const name of ['A la derecha', 'Acercar', 'Hacia arriba']) await move(name);
  const numbers = () => page.locator('form[method=post] input[type=hidden]').evaluateAll(
    (fields) => Object.fromEntries(fields.map(({ name, value }) => [name, value])),
  );
  const { giro, zoom, y } = await numbers();
  assert.deepEqual({ giro, zoom, y }, { giro: '1', zoom: '125', y: '200' });
  await look(page, 'encuadre-girado');
  await hand.press(page, 'Guardar el encuadre');
  await expectHeading(page, 'Para aclaraciones');
}

/** What is served of the photograph says no more where it was taken. */
async function forgetsThePlace(page) {
  const address = await page.locator('[data-encuadre]').getAttribute('data-encuadre');
  const answer = await page.context().request.get(address);
  assert.equal(answer.status(), 200);
  const bytes = await answer.body();
  assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
  assert.ok(!bytes.includes('99.1332W'));
}

/** The draft as the portal would show it: with the photograph, what is missing, and the way to each. */
export async function preview(hand, page, look) {
  await page.goto('/panel');
  await hand.follow(page, 'Así se verá en el portal');
  const shown = await main(page);
  assert.match(shown, /Esto es una vista previa: todavía no es público/);
  assert.match(shown, /Lo que falta para poder enviar/);
  const pictures = page.locator('main img');
  await pictures.first().waitFor();
  const answer = await page.context().request.get(await pictures.first().getAttribute('src'));
  assert.equal(answer.status(), 200);
  await look(page, 'asi-se-vera');
  await page.locator('summary', { hasText: 'Lo que falta' }).press('Enter');
  const missing = page.getByRole('link', { name: /: Falta / }).first();
  await hand.follow(page, (await missing.innerText()).trim());
  assert.match(page.url(), /revisar=1#campo-/);
  await look(page, 'lo-que-falta');
}

/** The questionnaire to be answered by hand: the page, and its document, which holds every question and no answer. */
export async function onPaper(hand, page, look) {
  await page.goto('/panel');
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  await hand.follow(page, 'El cuestionario para preparar en papel');
  await expectHeading(page, 'Cuestionario para preparar en papel');
  await look(page, 'cuestionario-en-papel');
  const questions = await page.locator('main section h3').allInnerTexts();
  assert.ok(questions.length > 10, questions.join());
  const paper = flat(await downloaded(page, 'Descargar para imprimir (PDF)'));
  assert.ok(paper.includes(flat(name)), `${name} is not on the paper: ${paper}`);
  const lost = questions.filter((question) => !paper.includes(flat(question)));
  assert.deepEqual(lost, []);
  assert.doesNotMatch(paper, /Licenciatura a|Propongo/);
}

/** Words alone: a document breaks its lines where it wants. */
const flat = (text) => text.replace(/\s+/g, ' ').trim();
