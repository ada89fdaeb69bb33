// A party brings the drafts of many candidacies in one spreadsheet, with their photographs in a ZIP.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch } from '../harness/visit.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { pointing as hand } from '../steps/hands.mjs';
import { bring, confirm, seeDraft, takeTemplate, untouched } from '../steps/lot.mjs';
import { visiting } from '../steps/visits.mjs';

const INSTITUTES = {
  dgo: { script: 'on', width: 1280 },
  cdmx: { script: 'off', width: 360 },
};
const PARTIES = ['pan', 'pri', 'prd', 'pvem', 'pt', 'mc', 'morena'];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [profile, way] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    const look = looking(`lote-${profile}`);
    let demo;
    before(async () => (demo = await demonstration(profile)), { timeout: 300_000 });
    after(() => demo?.stop());
    const { as } = visiting(() => browser, hand, () => demo, way);

    /** The first party with two candidacies that nobody has touched. */
    async function supervision() {
      for (const party of PARTIES) {
        const login = `supervisora.${party}`;
        const free = await as(login, async (page) => {
          await page.goto('/panel/candidaturas?estado=untouched');
          return page.locator('tbody tr').count();
        });
        if (free > 1) return login;
      }
      return assert.fail('no party has two candidacies that nobody has touched');
    }

    test(`${profile}: drafts of many candidacies from a spreadsheet and a ZIP`, { timeout: 600_000 }, async () => {
      const login = await supervision();
      await as(login, async (page) => {
        const { bytes, people } = await takeTemplate(hand, page, look);
        const two = await untouched(hand, page, people);
        await bring(hand, page, bytes, two, look);
        await confirm(hand, page, look);
        await seeDraft(hand, page, two[0], look);
      });
    });
  });
}
