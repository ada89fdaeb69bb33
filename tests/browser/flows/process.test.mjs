// The whole way in both institutes, from an account's code to the published
// profile: with scripts, without them, and with the keyboard alone. Every page
// that a person meets is looked at by axe and reflowed.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch, visit } from '../harness/visit.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { keyboard, pointing } from '../steps/hands.mjs';
import { activate, capture, expectHeading, send, signIn } from '../steps/people.mjs';
import { assignOnBoard, openCandidacy } from '../steps/parties.mjs';
import { prepare } from '../steps/preparation.mjs';
import { approve, claim, correct, edit, openCase, returnCase } from '../steps/validation.mjs';

/** What each institute's rules ask of the people who validate. */
const INSTITUTES = {
  dgo: {
    async validate(hand, { asSupervisor }, name, look) {
      await asSupervisor(async (page) => {
        // Who edits has shown the person the party's notice first.
        await openCandidacy(hand, page, name, look);
        await assignOnBoard(hand, page, name, look);
        await openCase(hand, page, name, look);
        await edit(hand, page, name, look);
        await approve(hand, page);
      });
    },
  },
  cdmx: {
    verifies: true,
    async validate(hand, { asSupervisor, asValidator, asCandidate }, name, look) {
      await asSupervisor(async (page) => {
        await openCase(hand, page, name, look);
        await approve(hand, page);
      });
      await asValidator(async (page) => {
        await openCase(hand, page, name, look);
        await claim(hand, page, look);
        await returnCase(hand, page, look);
      });
      await asCandidate((page) => correct(hand, page, look));
      await asValidator(async (page) => {
        await openCase(hand, page, name);
        await look(page, 'caso-corregido');
        assert.match(await page.locator('main').innerText(), /Corrección de quien capturó/);
        await claim(hand, page);
        await approve(hand, page);
      });
    },
  },
};

const WAYS = {
  'with scripts': { hand: pointing, script: 'on', width: 1280 },
  'without scripts, on a phone': { hand: pointing, script: 'off', width: 360 },
  'with the keyboard alone': { hand: keyboard, script: 'on', width: 1280 },
};

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [profile, institute] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    let demo;
    before(async () => (demo = await demonstration(profile)), { timeout: 300_000 });
    after(() => demo?.stop());

    for (const [way, { hand, script, width }] of Object.entries(WAYS)) {
      test(`${profile}: from a code to the published profile, ${way}`, { timeout: 600_000 }, async () => {
        const look = looking(`${profile}-${way}`);
        const open = (act, options = {}) => visit(browser, { address: demo.address, script, width, ...options }, act);
        const { accounts, name } = await open((page) => prepare(hand, page, demo, institute, look));

        await open(async (page) => {
          await activate(hand, page, accounts.candidate, look);
          await expectHeading(page, name);
          await capture(hand, page, look);
          await send(hand, page, look);
        });
        await institute.validate(hand, people(open, accounts, hand, look), name, look);
        await open(async (page) => {
          await page.goto(`/candidaturas?q=${encodeURIComponent(name)}`);
          await look(page, 'portal-lista');
          await hand.follow(page, name);
          await expectHeading(page, name);
          assert.match(await page.locator('main').innerText(), /agua limpia en cada colonia/);
          await look(page, 'portal-perfil');
        });
      });
    }
  });
}

/** Visits as each person: the first time with the code of the account, later with its password. */
function people(open, accounts, hand, look) {
  const active = new Set(['candidate']);
  const as = (who) => (act) =>
    open(async (page) => {
      if (active.has(who)) await signIn(hand, page, accounts[who].login, accounts[who].password);
      else await activate(hand, page, accounts[who]);
      active.add(who);
      await look(page, `inicio-${who}`);
      return act(page);
    });
  return { asCandidate: as('candidate'), asSupervisor: as('supervisor'), asValidator: as('validator') };
}
