// Takes pictures of the pages listed in screens.json, in four looks each.
// Run by `cargo xtask screens`: `node screens.mjs PROFILE [URL]`.
//
// A page may name a sign-in: `{ "name": "panel", "path": "/panel", "signIn": "capturista" }`,
// described once as `{ "path": "/entrar", "fill": { "LABEL": "VALUE" }, "press": "BUTTON" }`. A value may be
// `{candidatura}`, the first login of that kind which the demonstration prints, or `{contraseña}`, everybody's.
// With `"open": "SELECTOR"` the first such link is followed before the picture: what it leads to has no address that
// would be known beforehand. `"press": "BUTTON"` presses a button, to see a form that complains.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picture } from './harness/picture.mjs';
import { here, screens } from './harness/places.mjs';
import { start } from './harness/program.mjs';
import { launch, visit } from './harness/visit.mjs';

const WIDTHS = [360, 1280];
const SCHEMES = ['light', 'dark'];

const [profile, url] = process.argv.slice(2);
const { signIns, profiles } = JSON.parse(await readFile(join(here, 'screens.json'), 'utf8'));
const pages = profiles[profile];
if (!pages) throw new Error(`screens.json lists no profile "${profile}"`);

const folder = await mkdtemp(join(tmpdir(), 'conoceles-screens-'));
const demo = url
  ? { address: url, stop: async () => {} }
  : await start(['demo', '--perfil', profile, '--candidaturas', '300', '--datos', folder, '--puerto', '{port}']);
const browser = await launch();
try {
  const states = new Map();
  for (const page of pages) {
    await takeAll(page, await stateOf(states, page.signIn));
    console.log(`${profile}/${page.name}`);
  }
  console.log(`Pictures are in ${join(screens, profile)}`);
} finally {
  await browser.close();
  await demo.stop();
  await rm(folder, { recursive: true, force: true });
}

/** The cookies of a sign-in, made once. */
async function stateOf(states, name) {
  if (name === undefined) return undefined;
  if (!states.has(name)) states.set(name, await signIn(signIns[name], name));
  return states.get(name);
}

function signIn(described, name) {
  if (!described) throw new Error(`screens.json describes no sign-in "${name}"`);
  return visit(browser, { address: demo.address }, async (page, context) => {
    await page.goto(described.path);
    for (const [label, value] of Object.entries(described.fill)) {
      await page.getByLabel(label, { exact: true }).fill(printed(value));
    }
    await page.getByRole('button', { name: described.press, exact: true }).click();
    await page.waitForLoadState();
    return context.storageState();
  });
}

/** What stands for a word in braces; anything else is itself. */
function printed(value) {
  const word = value.match(/^\{(\S+)\}$/)?.[1];
  if (word === undefined) return value;
  if (!demo.output) throw new Error(`"${value}" is what a demonstration prints: run this without an address`);
  const login = new RegExp(`^\\s*(${word}\\S*)\\s{2,}\\S`, 'm');
  const found = demo.output().match(word === 'contraseña' ? /contraseña de todos es\s+(\S+)/ : login);
  if (!found) throw new Error(`the demonstration printed nothing for "${value}"`);
  return found[1];
}

async function takeAll({ name, path, open, press, status = 200 }, state) {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const options = { address: demo.address, width, colorScheme, state };
      await visit(browser, options, async (page) => {
        const answer = await page.goto(path);
        if (answer.status() !== status) throw new Error(`${path} answered ${answer.status()}`);
        if (open) await page.locator(open).first().click();
        if (press) await page.getByRole('button', { name: press, exact: true }).click();
        await page.waitForLoadState();
        await picture(page, `${profile}/${name}-${width}-${colorScheme}`);
      });
    }
  }
}
