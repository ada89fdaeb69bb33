// What comes before anybody captures and goes on around it, in both institutes: the registry, agreements, accounts
// with their letters and deliveries, custody, terms, roles and the parties' own work. One institute is walked with
// scripts, the other without them on a phone; what is done most often, with the keyboard alone as well.

import { after, before, describe, test } from 'node:test';
import { looking } from '../harness/look.mjs';
import { launch, visit } from '../harness/visit.mjs';
import { deliver, makeBatch, makeLetters, standing } from '../steps/accounts.mjs';
import {
  activateWithOffer, ask, comeBack, confirmLoss, enters, enterWithCode, isKeptOut, NEW_PHRASE, protect, recover,
  reportFromOutside, reportLoss, RESCUED_PHRASES, rescue,
} from '../steps/custody.mjs';
import { demonstration } from '../steps/demonstration.mjs';
import { keyboard, pointing } from '../steps/hands.mjs';
import { publishNotice, recordEvidence, supervise } from '../steps/parties.mjs';
import { activate, factOf, signIn } from '../steps/people.mjs';
import { agree, changeRegistry, decide, importFile, propose } from '../steps/registry.mjs';
import { invite, proposeClosing, turnDown } from '../steps/roles.mjs';
import { applyForAll, extendOne, proposeForAll, seeTerms } from '../steps/terms.mjs';

const INSTITUTES = {
  dgo: {
    way: { script: 'on', width: 1280 },
    // Custody is the same in both institutes, and its end is a long walk.
    walksCustody: true,
    makesAccounts: false,
    agreement: {
      key: 'prueba-comun',
      name: 'Por el Bien de «Durango» & <Nazas>',
      parties: ['Partido Verde Ecologista de México', 'Partido del Trabajo'],
      postulates: 'PT',
      race: 'Distrito 15',
    },
  },
  cdmx: {
    way: { script: 'off', width: 360 },
    walksCustody: false,
    makesAccounts: true,
    agreement: {
      key: 'prueba-comun',
      name: 'Por el Bien de «Tlalpan» & <Xochimilco>',
      parties: ['Movimiento Ciudadano', 'Movimiento Regeneración Nacional'],
      postulates: 'MC',
      race: 'Distrito 33',
    },
  },
};

/** A way that was looked at already. */
const unseen = async () => {};

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

for (const [profile, institute] of Object.entries(INSTITUTES)) {
  describe(profile, () => {
    const hand = pointing;
    const look = looking(`instituto-${profile}`);
    let demo;
    before(async () => (demo = await demonstration(profile)), { timeout: 300_000 });
    after(() => demo?.stop());

    const open = (act, options = {}) =>
      visit(browser, { address: demo.address, ...institute.way, ...options }, act);
    /** Somebody's visit, signed in; their cookies are kept for the next one. */
    const states = new Map();
    const as = (login, act, options = {}) =>
      open(async (page, context) => {
        if (!states.has(login)) {
          await signIn(hand, page, login, demo.password);
          states.set(login, await context.storageState());
        }
        return act(page, context);
      }, { ...options, state: states.get(login) });
    const administrator = (act, options) => as(demo.administrator, act, options);

    test(`${profile}: the registry, from a file to a proposal applied`, { timeout: 600_000 }, async () => {
      await administrator(async (page) => {
        await importFile(hand, page, 'Guadalupe', look);
        await changeRegistry(hand, page, { surname: 'Ñáñez', number: '81' }, look);
      });
      await as('registro', (page) => propose(hand, page, 'Güereque', look));
      await administrator((page) => decide(hand, page, 'Güereque', look));
      await administrator((page) => agree(hand, page, institute.agreement, look));
    });

    test(`${profile}: accounts, letters, a delivery, and custody to the end`, { timeout: 900_000 }, async () => {
      const holder = "propietaria Guadalupe 71 O'Dam =HYPERLINK";
      const code = await administrator(async (page) => {
        await makeBatch(hand, page, look);
        const found = await makeLetters(hand, page, holder, look);
        await deliver(hand, page, holder, look);
        return found;
      });
      const { login, password, secret, codes } = await open(async (page) => {
        const chosen = await activateWithOffer(hand, page, code, look);
        await page.goto('/panel/cuenta');
        const name = await factOf(page, 'Usuario');
        return { login: name, password: chosen, ...(await protect(hand, page, chosen, look)) };
      });
      await open((page) => enterWithCode(hand, page, login, password, secret));
      if (!institute.walksCustody) return;
      await open((page) => recover(hand, page, login, codes, look));
      await open((page) => enters(hand, page, login, NEW_PHRASE));
      await losses(holder, login);
      await ending(holder, login);
    });

    const [first, second] = RESCUED_PHRASES;
    const out = (login, pass, why, name) =>
      open((page) => isKeptOut(hand, page, { login, password: pass, why }, look, name));

    /** A loss reported from outside locks once it is confirmed; one reported from a session, at once. */
    async function losses(holder, login) {
      await open((page) => reportFromOutside(hand, page, login, look));
      await open((page) => enters(hand, page, login, NEW_PHRASE));
      const locked = () => out(login, NEW_PHRASE, /se reportó como extraviada y está bloqueada/, 'entrar-bloqueada');
      const code = await administrator((page) => confirmLoss(hand, page, holder, look, locked));
      await open((page) => comeBack(hand, page, code, first, look));
      await open(async (page) => {
        await enters(hand, page, login, first);
        await reportLoss(hand, page, look);
      });
      await out(login, first, /se reportó como extraviada y está bloqueada/, 'entrar-bloqueada');
      await open((page) => ask(hand, page, login, look));
      const again = await administrator((page) => rescue(hand, page, holder, look));
      await open((page) => comeBack(hand, page, again, second, look));
    }

    /** What the administration does with the account shows where its person comes in. */
    async function ending(holder, login) {
      const effects = {
        suspended: () => out(login, second, /Esta cuenta está suspendida/, 'entrar-suspendida'),
        resumed: () => open((page) => enters(hand, page, login, second)),
        closed: () => out(login, second, /Esta cuenta se cerró/, 'entrar-cerrada'),
      };
      await administrator((page) => standing(hand, page, holder, effects, look));
    }

    if (institute.way.script === 'on') {
      test(`${profile}: a candidacy and a delivery with the keyboard alone`, { timeout: 600_000 }, async () => {
        await administrator(async (page) => {
          await changeRegistry(keyboard, page, { surname: 'Muñoz', number: '83' }, unseen);
          await deliver(keyboard, page, "suplente Guadalupe 72 O'Dam =HYPERLINK", unseen);
        });
      });
    }

    test(`${profile}: terms and roles, with a second person of the administration`, { timeout: 600_000 }, async () => {
      const second = await administrator((page) =>
        invite(hand, page, { holder: "Nicté O'Dam", role: 'Administración del sistema' }, look),
      );
      await administrator(async (page) => {
        await seeTerms(hand, page, look);
        await extendOne(hand, page, demo.running, look);
        await proposeForAll(hand, page, look);
      });
      const state = await open(async (page, context) => {
        await activate(hand, page, second);
        await applyForAll(hand, page, look);
        return context.storageState();
      });
      await administrator((page) => proposeClosing(hand, page, "Nicté O'Dam", look));
      await open((page) => turnDown(hand, page, "Nicté O'Dam", look), { state });
    });

    test(`${profile}: a party's supervisors, its notice and its evidence`, { timeout: 600_000 }, async () => {
      await as('representacion.pri', async (page) => {
        await supervise(hand, page, institute, look);
        await publishNotice(hand, page, look);
        await recordEvidence(hand, page, look);
      });
    });
  });
}
