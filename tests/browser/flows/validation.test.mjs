// What surrounds a validation: cases validated together, a return with the acknowledgement of its reading, receipts
// that anybody checks, grounds, figures, cases in somebody's hands, and what is hidden for somebody's safety. One
// institute is walked with scripts, the other without them on a phone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch } from '../harness/visit.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { pointing as hand } from '../steps/hands.mjs';
import { editGrounds, hide, lift, release, seeStatistics } from '../steps/oversight.mjs';
import { activate, createAccount, factOf } from '../steps/people.mjs';
import { checkReceipt, takeReceipt } from '../steps/receipts.mjs';
import { invite } from '../steps/roles.mjs';
import {
  acknowledge, approveTogether, claim, firstOfAParty, openCase, openNotification, returnCase, seeRead,
  seeVersions,
} from '../steps/validation.mjs';
import { visiting } from '../steps/visits.mjs';

const PARTIES = ['pan', 'pri', 'prd', 'pvem', 'pt', 'mc', 'morena'];

const INSTITUTES = {
  // Where the party's own supervision returns a case, only the person is told.
  dgo: { way: { script: 'on', width: 1280 }, claims: false },
  cdmx: { way: { script: 'off', width: 360 }, claims: true },
};

/** A way that was looked at already. */
const unseen = async () => {};
const addressOf = (page) => new URL(page.url()).pathname;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [profile, { way, claims }] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    const look = looking(`validacion-${profile}`);
    let demo;
    before(async () => (demo = await demonstration(profile)), { timeout: 300_000 });
    after(() => demo?.stop());
    const { open, as } = visiting(() => browser, hand, () => demo, way);
    const administrator = (act) => as(demo.administrator, act);

    /** The first party's supervision whose queue holds as many cases. */
    async function supervision(least) {
      for (const party of PARTIES) {
        const login = `supervisora.${party}`;
        const held = await as(login, async (page) => {
          await page.goto('/panel/validacion');
          return page.locator('tbody tr').count();
        });
        if (held >= least) return login;
      }
      return assert.fail(`no party has ${least} cases to validate`);
    }

    /** Somebody of the candidacy itself: with an account that is there already or with one that is made now. */
    async function candidate(name, candidacy) {
      const { login, account } = await administrator(async (page) => {
        await page.goto(`/panel/cuentas?q=${encodeURIComponent(name)}`);
        const [found] = (await page.locator('main').innerText()).match(/candidatura\.[\w-]+/) ?? [];
        if (found) return { login: found };
        await page.goto(candidacy);
        const key = await factOf(page, 'Clave en el registro');
        const made = await createAccount(hand, page, { holder: name, role: 'Persona candidata', key });
        return { login: made.login, account: made };
      });
      if (account) await open((page) => activate(hand, page, account));
      return (act) => as(login, act, account?.password);
    }

    test(`${profile}: a case returned and its reading acknowledged, and the receipt of it`, { timeout: 600_000 }, async () => {
      const login = claims ? 'validadora' : await supervision(1);
      const returns = (act) => as(login, act);
      const { name, party, candidacy } = await returns(async (page) => {
        const found = await firstOfAParty(hand, page, PARTIES);
        return { ...found, candidacy: addressOf(page).replace('/validacion/', '/captura/') };
      });
      const reader = claims ? (act) => as(`representacion.${party}`, act) : await candidate(name, candidacy);
      await returns(async (page) => {
        await openCase(hand, page, name, look);
        if (claims) await claim(hand, page, look);
        await returnCase(hand, page, look);
        await seeVersions(page, candidacy, look);
      });
      await reader((page) => acknowledge(hand, page, name, look));
      // A party that returned it itself sees who read it; the institute sees every notification.
      if (!claims) await returns((page) => seeRead(page, name, look));
      await administrator(async (page) => {
        await openNotification(hand, page, name, look);
        await look(page, 'notificacion-del-instituto');
      });
      const receipt = await returns((page) => takeReceipt(hand, page, look));
      await open((page) => checkReceipt(hand, page, receipt, look));
    });

    test(`${profile}: cases validated together`, { timeout: 600_000 }, async () => {
      const login = await supervision(2);
      await as(login, (page) => approveTogether(hand, page, look));
    });

    test(`${profile}: grounds, figures, and what is hidden for somebody's safety`, { timeout: 600_000 }, async () => {
      await administrator(async (page) => {
        await editGrounds(hand, page, look);
        await seeStatistics(hand, page, look);
      });
      if (claims) {
        const held = await as('validadora', async (page) => {
          const { name } = await firstOfAParty(hand, page, PARTIES);
          // Some are in their hands from the beginning.
          const isTheirs = (await page.locator('body').innerText()).includes('Este caso es suyo');
          if (!isTheirs) await claim(hand, page);
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
  });
}
