// The registry as an institute keeps it: a file imported, a candidacy added, corrected, cancelled and taken up
// again, what an area proposes and the administrator applies, and the agreements.

import assert from 'node:assert/strict';
import { expectHeading, heading } from './people.mjs';

const main = (page) => page.locator('main').innerText();

/** A place of majority that both institutes have. */
const PLACE = 'Diputación de mayoría relativa – Distrito 4';

/** Rows of candidacies without party, one formula a number, with a heading that nobody knows yet. */
export function registryFile(name, numbers) {
  const head = 'cargo,territorio,numero,calidad,partido,Así se llama,primer_apellido,segundo_apellido,sexo,edad';
  const rows = numbers.flatMap((number) =>
    ['propietaria', 'suplente'].map(
      (calling) => `diputacion-mr,distrito-04,${number},${calling},,${calling} ${name} ${number},O'Dam,=HYPERLINK,mujer,40`,
    ),
  );
  return { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from([head, ...rows, ''].join('\r\n')) };
}

/** A file is uploaded, its unknown heading explained, looked at, imported while one watches, and told. */
export async function importFile(hand, page, name, look) {
  await page.goto('/panel/registro');
  await hand.follow(page, 'Importar un archivo');
  await look(page, 'importar');
  await hand.press(page, 'Subir y revisar el archivo');
  assert.match(await main(page), /Elija el archivo del registro/);
  await look(page, 'importar-sin-archivo');
  await hand.attach(page, 'Archivo del registro', registryFile(name, [71, 72, 73]));
  await hand.press(page, 'Subir y revisar el archivo');
  await expectHeading(page, 'Revise el archivo antes de importarlo');
  assert.match(await main(page), /El archivo no se puede importar/);
  await look(page, 'importar-con-errores');
  await hand.choose(page, '«Así se llama» es', 'Nombre');
  await hand.press(page, 'Revisar otra vez con esto');
  const preview = await main(page);
  assert.match(preview, /Importar: 6 altas, 0 cambios y 0 bajas/, preview);
  assert.match(preview, new RegExp(`propietaria ${name} 71 O'Dam`));
  await look(page, 'importar-revision');
  await hand.press(page, 'Importar: 6 altas, 0 cambios y 0 bajas');
  await look(page, 'importar-avance');
  await ended(hand, page);
  assert.match(await main(page), /El archivo se importó completo/);
  await look(page, 'importar-resultado');
  await hand.follow(page, 'Importar otro archivo');
  assert.match(await main(page), new RegExp(`${name}\\.csv[^]*Terminado`));
  await look(page, 'importar-archivos');
}

/** Waits for an import as the page lets one: it follows by itself, or is asked for again. */
async function ended(hand, page) {
  for (let times = 0; times < 200; times += 1) {
    if ((await heading(page)) === 'Resultado de la importación') return;
    const result = page.getByRole('link', { name: 'Ver el resultado completo' });
    if (await result.isVisible()) await hand.follow(page, 'Ver el resultado completo');
    else if (times % 10 === 9) await hand.follow(page, 'Actualizar');
    else await page.waitForTimeout(100);
  }
  assert.fail(`the import did not end: ${await main(page)}`);
}

/** Writes a candidacy down; who may only propose it ends at the proposal. */
async function register(hand, page, { surname, number, button }, look) {
  await look(page, 'candidatura-nueva');
  await hand.press(page, 'Revisar los datos');
  await look(page, 'candidatura-con-errores');
  await hand.choose(page, 'Cargo y lugar', PLACE);
  await hand.choose(page, 'Quién postula', 'Sin partido (candidatura independiente)');
  await hand.fill(page, 'Número de fórmula o de lista (opcional)', number);
  await hand.pick(page, 'Propietaria');
  await hand.fill(page, 'Nombre o nombres', "María de los Ángeles Guadalupe <b>O'Dam</b>");
  await hand.fill(page, 'Primer apellido', surname);
  await hand.pick(page, 'Mujer');
  await hand.press(page, 'Revisar los datos');
  await look(page, 'candidatura-revisada');
  await hand.fill(page, 'Motivo', 'Acuerdo IEPC/CG/99/2024');
  await hand.press(page, button);
}

/** The administrator adds, corrects, cancels and takes up again one candidacy. */
export async function changeRegistry(hand, page, { surname, number }, look) {
  await page.goto('/panel/registro');
  await look(page, 'registro');
  await hand.follow(page, 'Registrar una candidatura');
  await register(hand, page, { surname, number, button: 'Registrar la candidatura' }, look);
  await expectHeading(page, new RegExp(surname));
  await look(page, 'candidatura-registrada');
  await hand.follow(page, 'Corregir los datos');
  await hand.fill(page, 'Segundo apellido (opcional)', 'Ibáñez');
  await hand.press(page, 'Revisar los datos');
  await expectHeading(page, 'Revise la corrección antes de guardarla');
  await look(page, 'correccion-revisada');
  await hand.press(page, 'Corregir el registro');
  assert.match(await main(page), /motivo/i);
  await look(page, 'correccion-sin-motivo');
  await hand.fill(page, 'Motivo', 'Oficio 12/2024');
  await hand.press(page, 'Corregir el registro');
  await expectHeading(page, new RegExp(`${surname} Ibáñez`));
  await hand.follow(page, 'Cancelar la candidatura: el portal deja de mostrar sus datos');
  await look(page, 'cancelacion');
  await hand.fill(page, 'Motivo', 'Renunció: oficio 13/2024');
  await hand.press(page, 'Cancelar la candidatura: el portal deja de mostrar sus datos');
  assert.match(await main(page), /Cancelada/);
  await look(page, 'candidatura-cancelada');
  await hand.follow(page, 'Ver en el portal');
  assert.match(await main(page), /cancelada/);
  await look(page, 'portal-cancelada');
  await page.goBack();
  await hand.follow(page, 'Reactivar la candidatura');
  await look(page, 'reactivacion');
  await hand.fill(page, 'Motivo', 'Sentencia TEED-JE-001/2024');
  await hand.press(page, 'Reactivar la candidatura');
  assert.match(await main(page), /Vigente/);
  await page.goto('/panel/registro/revision');
  await look(page, 'revision-del-registro');
}

/** The area of the registry proposes; it sees its proposal wait. */
export async function propose(hand, page, surname, look) {
  await page.goto('/panel');
  await look(page, 'inicio-registro');
  await page.goto('/panel/registro');
  await look(page, 'registro-de-quien-propone');
  await hand.follow(page, 'Proponer una candidatura');
  await register(hand, page, { surname, number: '82', button: 'Proponer el alta' }, look);
  assert.match(await main(page), /En espera/);
  await look(page, 'propuesta-propia');
}

/** The administrator finds what waits, turns one proposal down or applies it. */
export async function decide(hand, page, surname, look) {
  await page.goto('/panel/registro/propuestas');
  await look(page, 'propuestas');
  const row = page.locator('tbody tr', { hasText: surname }).first();
  await hand.follow(page, (await row.getByRole('link').first().innerText()).trim());
  await look(page, 'propuesta-por-decidir');
  await hand.press(page, 'Rechazar la propuesta: el registro queda igual');
  assert.match(await main(page), /motivo/i);
  await look(page, 'rechazo-sin-motivo');
  await hand.press(page, 'Aplicar la propuesta');
  assert.match(await main(page), /Aplicada/);
  await look(page, 'propuesta-aplicada');
}

/** A common candidacy of two parties is written down, looked at and changed. */
export async function agree(hand, page, { key, name, parties, postulates, race }, look) {
  await page.goto('/panel/convenios');
  await look(page, 'convenios');
  await hand.follow(page, 'Cargar convenios de un archivo');
  await look(page, 'convenios-de-archivo');
  await page.goto('/panel/convenios');
  await hand.follow(page, 'Registrar un convenio');
  await look(page, 'convenio-nuevo');
  await hand.fill(page, 'Nombre del convenio', name);
  await hand.fill(page, 'Clave', key);
  await hand.choose(page, 'Tipo', 'Candidatura común');
  for (const party of parties) await hand.tick(page, party);
  await hand.press(page, 'Ver qué pasaría');
  await look(page, 'convenio-incompleto');
  await hand.choose(page, race, postulates);
  await hand.press(page, 'Ver qué pasaría');
  await expectHeading(page, 'Revise el convenio antes de registrarlo');
  await look(page, 'convenio-revisado');
  await hand.press(page, 'Registrar el convenio');
  await expectHeading(page, name);
  await look(page, 'convenio');
}
