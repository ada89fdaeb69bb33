// What the administrator does before anybody can write.

import assert from 'node:assert/strict';
import { createAccount, expectHeading, factOf, heading, signIn, signOut } from './people.mjs';

/** The national parties, which both institutes have. */
const PARTIES = {
  pan: 'Partido Acción Nacional',
  pri: 'Partido Revolucionario Institucional',
  prd: 'Partido de la Revolución Democrática',
  pvem: 'Partido Verde Ecologista de México',
  pt: 'Partido del Trabajo',
  mc: 'Movimiento Ciudadano',
  morena: 'Movimiento Regeneración Nacional',
};

/**
 * The administrator finds a party's candidacy that nobody has touched, makes
 * the accounts of its people and looks at the history.
 *
 * @param verifies whether the institute has validators of its own
 */
export async function prepare(hand, page, demo, { verifies = false }, look = async () => {}) {
  await signIn(hand, page, demo.administrator, demo.password);
  await expectHeading(page, 'Inicio');
  await look(page, 'inicio');
  const party = await openUntouched(hand, page, look);
  const name = await heading(page);
  const key = await factOf(page, 'Clave en el registro');
  const create = (account) => createAccount(hand, page, account);
  const accounts = {
    candidate: await create({ holder: 'Persona de la prueba', role: 'Persona candidata', key }),
    supervisor: await create({ holder: 'Supervisión de la prueba', role: 'Persona supervisora', party }),
    validator: verifies ? await create({ holder: 'Verificación de la prueba', role: 'Persona validadora' }) : undefined,
  };
  await look(page, 'cuenta-lista');
  await page.goto('/panel/cuentas');
  await look(page, 'cuentas');
  await page.goto('/panel/historial');
  assert.match(await page.locator('main').innerText(), /Creó la cuenta/);
  await look(page, 'historial');
  await signOut(hand, page);
  return { accounts, name };
}

/** Opens the first untouched candidacy of any party; says which party captures it. */
async function openUntouched(hand, page, look) {
  for (const [key, party] of Object.entries(PARTIES)) {
    await page.goto(`/panel/candidaturas?estado=untouched&partido=${key}`);
    await look(page, 'candidaturas');
    const links = page.locator('tbody tr').getByRole('link');
    if ((await links.count()) === 0) continue;
    await hand.follow(page, (await links.first().innerText()).trim());
    return party;
  }
  return assert.fail('no party has an untouched candidacy left');
}
