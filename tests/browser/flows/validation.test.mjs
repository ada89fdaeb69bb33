// What surrounds a questionnaire's way: its photograph and paper, the person's own confirmation, cases validated
// together, notifications with their reading, receipts, grounds, figures, what is hidden, and backups. One institute is
// walked with scripts, the other without them on a phone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch, visit } from '../harness/visit.mjs';
import { askCorrection, confirmByLink, makeLink, seeAnswers } from '../steps/confirmation.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { pointing as hand } from '../steps/hands.mjs';
import { backedUp, backUp } from '../steps/installation.mjs';
import { editGrounds, hide, lift, release, seeStatistics } from '../steps/oversight.mjs';
import { openCandidacy } from '../steps/parties.mjs';
import { activate, signIn } from '../steps/people.mjs';
import { onPaper, portray, preview } from '../steps/portrait.mjs';
import { checkReceipt, takeReceipt } from '../steps/receipts.mjs';
import { invite } from '../steps/roles.mjs';
import {
  acknowledge, approveTogether, claim, firstOfAParty, openNotification, returnCase, seeVersions,
} from '../steps/validation.mjs';

const PARTIES = ['pan', 'pri', 'prd', 'pvem', 'pt', 'mc', 'morena'];

const INSTITUTES = {
  dgo: { way: { script: 'on', width: 1280 }, together: 'supervisora.pri', returns: 'supervisora.mc', claims: false },
  cdmx: { way: { script: 'off', width: 360 }, together: 'supervisora.mc', returns: 'validadora', claims: true },
};

/** A way that was looked at already. */
const unseen = async () => {};
const main = (page) => page.locator('main').innerText();
const addressOf = (page) => new URL(page.url()).pathname;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** The login of a candidacy's own account. */
async function candidateOf(page, name) {
  await page.goto(`/panel/cuentas?q=${encodeURIComponent(name)}`);
  const [login] = (await main(page)).match(/candidatura\.[\w-]+/) ?? assert.fail(await main(page));
  return login;
}

/** Visits of a site; `as` signs somebody in once and keeps their cookies for the next visit. */
function visits(site, way) {
  const states = new Map();
  const open = (act, options = {}) => visit(browser, { address: site().address, ...way, ...options }, act);
  const as = (login, act) =>
    open(async (page, context) => {
      if (!states.has(login)) {
        await signIn(hand, page, login, site().password);
        states.set(login, await context.storageState());
      }
      return act(page, context);
    }, { state: states.get(login) });
  return { open, as };
}

for (const [profile, { way, together, returns, claims }] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    const look = looking(`validacion-${profile}`, way.script);
    let demo;
    before(async () => (demo = await demonstration(profile, 80)), { timeout: 300_000 });
    after(() => demo?.stop());
    const { open, as } = visits(() => demo, way);
    const administrator = (act) => as(demo.administrator, act);

    test(`${profile}: a photograph, the preview, the paper, and the link to confirm`, { timeout: 600_000 }, async () => {
      const candidacy = await as(`candidatura.${demo.running}`, async (page) => {
        await page.goto('/panel');
        const address = addressOf(page);
        await portray(hand, page, way.script, look);
        await preview(hand, page, look);
        await onPaper(hand, page, look);
        return address;
      });
      const party = demo.running.split('-').find((part) => PARTIES.includes(part));
      const worker = (act) => as(`supervisora.${party}`, act);
      await worker(async (page) => {
        await page.goto(candidacy);
        await openCandidacy(hand, page, (await page.getByRole('heading', { level: 1 }).innerText()).trim(), look);
      });
      const first = await worker((page) => makeLink(hand, page, candidacy, look));
      await open((page) => confirmByLink(hand, page, first, look));
      const second = await worker((page) => makeLink(hand, page, candidacy, look));
      await open((page) => askCorrection(hand, page, second, look));
      await worker((page) => seeAnswers(hand, page, candidacy, look));
    });

    test(`${profile}: a case returned and read, others validated together, and receipts`, { timeout: 600_000 }, async () => {
      const { name, party, candidacy } = await as(returns, async (page) => {
        const found = await firstOfAParty(hand, page, PARTIES);
        const candidacyOf = addressOf(page).replace('/validacion/', '/captura/');
        if (claims) await claim(hand, page, look);
        await returnCase(hand, page, look);
        await seeVersions(hand, page, candidacyOf, look);
        return { ...found, candidacy: candidacyOf };
      });
      // Where the party's own supervision returned it, only the person is told.
      const reader = claims ? `representacion.${party}` : await administrator((page) => candidateOf(page, name));
      await as(reader, (page) => acknowledge(hand, page, name, look));
      await administrator(async (page) => {
        await openNotification(hand, page, name);
        await look(page, 'notificacion-del-instituto');
        await seeVersions(hand, page, candidacy, look);
      });
      await as(together, (page) => approveTogether(hand, page, 2, look));
      const receipt = await as(returns, (page) => takeReceipt(hand, page, look));
      await open((page) => checkReceipt(hand, page, receipt, look));
    });

    test(`${profile}: grounds, figures, and what is hidden for somebody's safety`, { timeout: 600_000 }, async () => {
      await administrator(async (page) => {
        await editGrounds(hand, page, look);
        await seeStatistics(hand, page, look);
      });
      if (claims) {
        const held = await as(returns, async (page) => {
          const { name } = await firstOfAParty(hand, page, PARTIES);
          await claim(hand, page);
          return name;
        });
        await administrator((page) => release(hand, page, held, look));
      }
      const hidden = await administrator((page) => hide(hand, page, look));
      const role = 'Administración del sistema';
      const second = await administrator((page) => invite(hand, page, { holder: 'Segunda persona', role }, unseen));
      await open(async (page) => {
        await activate(hand, page, second);
        await lift(hand, page, hidden, look);
      });
    });

    test(`${profile}: a backup made with a click, tried with the institute's key`, { timeout: 600_000 }, async () => {
      const site = await backedUp(profile);
      try {
        const { as: inside } = visits(() => site, way);
        await inside(site.administrator, (page) => backUp(hand, page, look));
        assert.match(site.tryWithKey(), /concuerda/);
      } finally {
        await site.stop();
      }
    });
  });
}
