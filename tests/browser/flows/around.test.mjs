// What surrounds a questionnaire's way: its photograph and paper, the person's own confirmation, and backups. One
// institute is walked with scripts, the other without them on a phone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch } from '../harness/visit.mjs';
import { askCorrection, confirmByLink, makeLink, seeAnswers } from '../steps/confirmation.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { pointing as hand } from '../steps/hands.mjs';
import { backedUp, backUp } from '../steps/installation.mjs';
import { openCandidacy } from '../steps/parties.mjs';
import { onPaper, portray, preview } from '../steps/portrait.mjs';
import { visiting } from '../steps/visits.mjs';

const PARTIES = ['pan', 'pri', 'prd', 'pvem', 'pt', 'mc', 'morena'];

const INSTITUTES = {
  dgo: { script: 'on', width: 1280 },
  cdmx: { script: 'off', width: 360 },
};

const addressOf = (page) => new URL(page.url()).pathname;

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [profile, way] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    const look = looking(`around-${profile}`);
    let demo;
    before(async () => (demo = await demonstration(profile)), { timeout: 300_000 });
    after(() => demo?.stop());
    const { open, as } = visiting(() => browser, hand, () => demo, way);

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

    test(`${profile}: a backup made with a click, tried with the institute's key`, { timeout: 600_000 }, async () => {
      const site = await backedUp(profile);
      try {
        const { as: inside } = visiting(() => browser, hand, () => site, way);
        await inside(site.administrator, (page) => backUp(hand, page, look));
        assert.match(site.tryWithKey(), /concuerda/);
      } finally {
        await site.stop();
      }
    });
  });
}
