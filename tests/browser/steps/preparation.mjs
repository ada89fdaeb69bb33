// What the administrator does before anybody can write.

import assert from 'node:assert/strict';
import { createAccount, expectHeading, factOf, heading, signIn, signOut } from './people.mjs';

/**
 * The administrator finds a candidacy that nobody has touched, makes the accounts of its people and looks at the
 * history.
 */
export async function prepare(hand, page, demo, { office, party }, look = async () => {}) {
  await signIn(hand, page, demo.administrator, demo.password);
  await expectHeading(page, 'Inicio');
  await look(page, 'inicio');
  await page.goto(`/panel/candidaturas?estado=untouched&cargo=${office}&partido=${party.key}`);
  await look(page, 'candidaturas');
  const rows = page.locator('tbody tr', { hasText: 'propietaria' }).or(page.locator('tbody tr', { hasText: 'Propietaria' }));
  await hand.follow(page, (await rows.first().getByRole('link').first().innerText()).trim());
  const name = await heading(page);
  const key = await factOf(page, 'Clave en el registro');
  const create = (account) => createAccount(hand, page, account);
  const accounts = {
    candidate: await create({ holder: 'Persona de la prueba', role: 'Persona candidata', key }),
    supervisor: await create({ holder: 'Supervisión de la prueba', role: 'Persona supervisora', party: party.name }),
    validator: await create({ holder: 'Verificación de la prueba', role: 'Persona validadora' }),
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
