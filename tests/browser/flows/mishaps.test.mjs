// What goes wrong on the last evening of a term: nothing typed is lost, and
// nothing happens twice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe } from '../harness/axe.mjs';
import { reflow } from '../harness/reflow.mjs';
import { launch, visit } from '../harness/visit.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { pointing as hand } from '../steps/hands.mjs';
import { activate, capture, expectHeading, PHRASE, send, signIn, text } from '../steps/people.mjs';
import { openCandidacy } from '../steps/parties.mjs';
import { prepare } from '../steps/preparation.mjs';

const MOTIVES = '¿Por qué quiere ocupar un cargo público?';

let browser;
let demo;
before(async () => {
  browser = await launch();
  demo = await demonstration('dgo');
}, { timeout: 300_000 });
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const open = (act, options = {}) => visit(browser, { address: demo.address, ...options }, act);
const main = (page) => page.locator('main').innerText();

/** A candidate and a supervisor over one candidacy that nobody has touched. */
async function twoPeople() {
  const { accounts, name } = await open((page) => prepare(hand, page, demo, {}));
  await open((page) => activate(hand, page, accounts.supervisor));
  return { ...accounts, name };
}

test('what was being typed is there again after the page was left', { timeout: 120_000 }, async () => {
  const { candidate } = await twoPeople();
  await open(async (page) => {
    await activate(hand, page, candidate);
    await hand.follow(page, 'Motivos');
    await hand.fill(page, MOTIVES, 'Esto quedó a medias');
    const kept = page.waitForResponse((answer) => answer.request().method() === 'POST');
    assert.equal((await kept).status(), 200);
    await page.goto('/panel');
    await hand.follow(page, 'Motivos');
    assert.match(await main(page), /Recuperamos lo que estaba escribiendo/);
    await axe(page);
    assert.equal(await page.getByLabel(MOTIVES).inputValue(), 'Esto quedó a medias');
  });
});

test('two people on one answer: the second sees both texts and decides', { timeout: 120_000 }, async () => {
  const { candidate, supervisor, name } = await twoPeople();
  await open(async (first) => {
    await activate(hand, first, candidate);
    await hand.follow(first, 'Motivos');
    await open(async (second) => {
      await signIn(hand, second, supervisor.login, PHRASE);
      await openCandidacy(hand, second, name);
      await hand.follow(second, 'Motivos');
      await hand.fill(second, MOTIVES, text('lo que dice el partido'));
      await hand.press(second, 'Guardar y continuar');
    });
    const mine = text('lo que dice la candidatura');
    await hand.fill(first, MOTIVES, mine);
    await hand.press(first, 'Guardar y continuar');
    await axe(first);
    await reflow(first);
    const shown = await main(first);
    assert.match(shown, /Otra persona cambió lo mismo/);
    assert.match(shown, /La otra persona guardó[^]*partido[^]*Usted escribió[^]*candidatura/);
    assert.equal(await first.getByRole('textbox', { name: MOTIVES }).inputValue(), mine);
    await hand.press(first, 'Guardar y continuar');
    await expectHeading(first, 'Propuestas');
  });
});

test('a double click on the final confirmation sends once', { timeout: 120_000 }, async () => {
  const { candidate, name } = await twoPeople();
  const receipts = await open(
    async (page, context) => {
      await activate(hand, page, candidate);
      await capture(hand, page);
      await hand.follow(page, 'Revisar y enviar');
      const twin = await context.newPage();
      await twin.goto(page.url());
      const folios = [];
      for (const tab of [page, twin]) {
        await hand.tick(tab, 'Leí la declaración y la acepto');
        await hand.fill(tab, 'Su contraseña, para confirmar', PHRASE);
      }
      await Promise.all([page, twin].map((tab) => hand.press(tab, 'Enviar a validación')));
      for (const tab of [page, twin]) folios.push(await tab.locator('.folio').innerText());
      return folios;
    },
    // Scripts stop a second click by themselves; without them the server must.
    { script: 'off' },
  );
  assert.equal(receipts[0], receipts[1]);
  await open(async (page) => {
    await signIn(hand, page, demo.administrator, demo.password);
    await page.goto('/panel/historial?accion=capture-sent');
    const sent = (await main(page)).split('\n').filter((line) => line.includes(name));
    assert.equal(sent.length, 1, sent.join('\n'));
  });
});

test('after sending, the back button shows what was sent and nothing can change', { timeout: 120_000 }, async () => {
  const { candidate } = await twoPeople();
  await open(async (page) => {
    await activate(hand, page, candidate);
    const home = await capture(hand, page);
    await send(hand, page);
    await page.goBack();
    assert.ok(!(await page.getByRole('button', { name: 'Enviar a validación' }).isVisible()));
    await page.goto(`${new URL(home).pathname}/motivos`);
    await expectHeading(page, 'Lo capturado');
    assert.equal(await page.locator('main textarea').count(), 0);
  });
});

test('a session closed in another tab: the text goes along with the sign-in', { timeout: 120_000 }, async () => {
  const { candidate } = await twoPeople();
  await open(async (page, context) => {
    await activate(hand, page, candidate);
    await hand.follow(page, 'Motivos');
    await hand.fill(page, MOTIVES, 'Esto lo escribí en otra pestaña');
    const other = await context.newPage();
    await other.goto('/panel/sesiones');
    await hand.press(other, 'Salir');
    await hand.press(page, 'Guardar y continuar');
    assert.match(await main(page), /su texto está a salvo/);
    await axe(page);
    await hand.fill(page, 'Usuario', candidate.login);
    await hand.fill(page, 'Contraseña', PHRASE);
    await hand.press(page, 'Entrar');
    await expectHeading(page, 'Recuperamos lo que escribió');
    assert.match(await main(page), /Esto lo escribí en otra pestaña/);
    await axe(page);
    await reflow(page);
    await hand.press(page, 'Guardar ahora');
    await expectHeading(page, 'Propuestas');
  });
});
