// What people do in the panel, step by step, with either hand.

import assert from 'node:assert/strict';
import { secondFactor } from './custody.mjs';

/** The password that everybody chooses in the flows: a phrase, as the screen advises. */
export const PHRASE = 'nopal lámpara invierno cuaderno';

/** A text of at least `least` characters without counting spaces, about something. */
export function text(about, least = 300) {
  const sentence = `Propongo ${about} con reglas claras, presupuesto público y cuentas abiertas a la ciudadanía. `;
  let whole = sentence;
  while (whole.replace(/\s/g, '').length < least) whole += sentence;
  return whole.trim();
}

/** The level-one heading of the page. */
export const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();

export async function expectHeading(page, words) {
  const found = await heading(page);
  const fits = words instanceof RegExp ? words.test(found) : found === words;
  assert.ok(fits, `the heading is "${found}", not ${words}, at ${page.url()}: ${await page.locator('main').innerText()}`);
}

export async function signIn(hand, page, login, password) {
  await page.goto('/entrar');
  await hand.fill(page, 'Usuario', login);
  await hand.fill(page, 'Contraseña', password);
  await hand.press(page, 'Entrar');
}

export async function signOut(hand, page) {
  await hand.press(page, 'Salir');
  await expectHeading(page, 'Entrar');
}

/** The administrator creates an account; the code is shown once. */
export async function createAccount(hand, page, { holder, role, party, key }) {
  await page.goto('/panel/cuentas/nueva');
  await hand.fill(page, 'Nombre de la persona o área', holder);
  await hand.choose(page, 'Papel', role);
  if (party) await hand.choose(page, 'Partido (opcional)', party);
  if (key) await hand.fill(page, 'Clave de la candidatura en el registro (opcional)', key);
  await hand.press(page, 'Crear la cuenta');
  await expectHeading(page, 'Cuenta lista para entregarse');
  const shown = await page.locator('main').innerText();
  const code = shown.match(/\b(?:[2-9B-X]{4}-){3}[2-9B-X]{4}\b/);
  assert.ok(code, `no code in: ${shown}`);
  const login = await factOf(page, 'Usuario');
  return { login, code: code[0], password: PHRASE };
}

/** The value that a list of facts shows under this name. */
export async function factOf(page, name) {
  const value = page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
  return (await value.first().innerText()).trim();
}

/** From the letter's code to a complete session. */
export async function activate(hand, page, { code }, look = async () => {}) {
  await page.goto('/activar');
  await look(page, 'activar');
  await hand.fill(page, 'Código de activación', code);
  await hand.press(page, 'Continuar');
  await expectHeading(page, 'Elija su contraseña');
  await look(page, 'contrasena');
  await hand.fill(page, 'Elija una contraseña', PHRASE);
  await hand.fill(page, 'Escríbala otra vez', PHRASE);
  await hand.tick(page, 'Leí el compromiso de custodia y lo acepto');
  await hand.press(page, 'Activar la cuenta');
  await expectHeading(page, 'Aviso de privacidad');
  await look(page, 'aviso');
  await hand.tick(page, 'Leí el aviso de privacidad y lo acepto');
  await hand.press(page, 'Aceptar y continuar');
  await secondFactor(hand, page, look);
}

/** A picture of this very page, as wide and high as one of a telephone: choosing it is the browser's own window. */
async function choosePhotograph(page) {
  const clip = { x: 0, y: 0, width: 300, height: 400 };
  const buffer = await page.screenshot({ type: 'jpeg', clip });
  await page.getByLabel('Elegir el archivo').setInputFiles({ name: 'retrato.jpg', mimeType: 'image/jpeg', buffer });
}

/** Answers every section, one page after another, from the task list on. */
export async function capture(hand, page, look = async () => {}) {
  const home = page.url();
  const section = async (title, answer) => {
    await expectHeading(page, title);
    await look(page, title);
    await answer();
    await hand.press(page, 'Guardar y continuar');
  };
  await look(page, 'tareas');
  await hand.follow(page, 'Contacto público');
  await section('Contacto público', () => hand.fill(page, /^Página web/, 'https://www.ejemplo.example'));
  await section('Escolaridad', async () => {
    await hand.choose(page, 'Último grado de estudios', 'Licenciatura');
    await hand.choose(page, 'Estatus de ese grado', 'Título');
  });
  await section('Historia profesional y trayectoria', async () => {
    await hand.fill(page, 'Historia profesional o laboral', text('un oficio aprendido en el campo'));
    await hand.tick(page, 'Sin trayectoria política ni participación en organizaciones civiles (opcional)');
  });
  await section('Motivos', () => hand.fill(page, '¿Por qué quiere ocupar un cargo público?', text('escuchar')));
  await section('Propuestas', async () => {
    await hand.fill(page, 'Primera propuesta', text('agua limpia en cada colonia'));
    await hand.fill(page, 'Segunda propuesta', text('transporte puntual'));
    const third = 'Propuesta en materia de género o del grupo en situación de discriminación que representa';
    await hand.fill(page, third, text('cuidados compartidos'));
  });
  await section('Fotografía', () => choosePhotograph(page));
  await expectHeading(page, 'Encuadrar la fotografía');
  await look(page, 'Encuadrar la fotografía');
  await hand.press(page, 'Guardar el encuadre');
  await expectHeading(page, 'Para aclaraciones');
  await hand.press(page, 'Guardar y continuar');
  return home;
}

/** What the receipt of a first sending is headed, and that of a correction. */
export const SENT = 'Cuestionario enviado';
export const RESENT = 'Cuestionario corregido enviado';

/** Reviews, declares and sends; ends at the receipt, which tells a first sending from a correction. */
export async function send(hand, page, look = async () => {}, words = SENT) {
  await hand.follow(page, 'Revisar y enviar');
  await expectHeading(page, 'Revisar y enviar');
  await look(page, 'revisar');
  await hand.tick(page, 'Leí la declaración y la acepto');
  await hand.fill(page, 'Su contraseña, para confirmar', PHRASE);
  await hand.press(page, 'Enviar a validación');
  await expectHeading(page, words);
  await look(page, 'acuse');
}
