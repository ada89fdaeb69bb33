// The harness on pages with planted faults.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe } from '../harness/axe.mjs';
import { focused, tabTo } from '../harness/keyboard.mjs';
import { serve, whole } from '../harness/planted.mjs';
import { start } from '../harness/program.mjs';
import { reflow } from '../harness/reflow.mjs';
import { launch, visit } from '../harness/visit.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Opens a page of this HTML and acts on it. */
async function on(t, html, act, options = {}) {
  const address = await serve(t, { '/': html, ...options.pages });
  return visit(browser, { ...options, address }, async (page) => {
    await page.goto('/');
    return act(page);
  });
}

test('axe passes a whole page and tries what is easily left out', async (t) => {
  const tried = await on(t, whole('<p>Todo está bien.</p>'), (page) => axe(page, []));
  for (const rule of ['color-contrast', 'target-size', 'region', 'autocomplete-valid']) {
    assert.ok(tried.includes(rule), rule);
  }
});

test('axe finds planted barriers of each kind', async (t) => {
  const small = 'a { display: inline-block; width: 8px; height: 8px; overflow: hidden }';
  const barriers = {
    'image-alt': whole('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
    'color-contrast': whole('<p style="color: #bbb; background: #fff">Apenas se lee.</p>'),
    'target-size': whole('<p><a href="#a">a</a><a href="#b">b</a><a href="#c">c</a></p>', small),
    'heading-order': whole('<h4>Salta dos niveles</h4>'),
  };
  for (const [rule, html] of Object.entries(barriers)) {
    await assert.rejects(on(t, html, (page) => axe(page, [])), new RegExp(`${rule} at`), rule);
  }
});

test('what axe cannot decide fails until it is judged with a reason', async (t) => {
  const gradient = 'p { color: #000; background: linear-gradient(#fff, #eee) }';
  const html = whole('<p>Sobre un degradado.</p>', gradient);
  const judged = { page: '/', rule: 'color-contrast', target: 'p', reason: 'Black on near white.' };
  await assert.rejects(on(t, html, (page) => axe(page, [])), /could not decide[^]*color-contrast at p/);
  await on(t, html, (page) => axe(page, [judged]));
  await on(t, html, (page) => axe(page, [{ ...judged, page: '*', target: '*' }]));
  const elsewhere = { ...judged, page: '/otra' };
  await assert.rejects(on(t, html, (page) => axe(page, [elsewhere])), /could not decide/);
  const unexplained = { ...judged, reason: ' ' };
  await assert.rejects(on(t, html, (page) => axe(page, [unexplained])), /lacks "reason"/);
});

const WITH_SCRIPT = whole('<p id="mark">sin guion</p><script src="/own.js"></script>');
const OWN_SCRIPT = { '/own.js': 'document.getElementById("mark").textContent = "con guion"' };

test('a visit runs scripts, runs none, or is not given the page’s own', async (t) => {
  const seen = {};
  for (const script of ['on', 'off', 'blocked']) {
    const read = (page) => page.locator('#mark').textContent();
    seen[script] = await on(t, WITH_SCRIPT, read, { script, pages: OWN_SCRIPT });
  }
  assert.deepEqual(seen, { on: 'con guion', off: 'sin guion', blocked: 'sin guion' });
});

test('axe works on a page whose own scripts are blocked', async (t) => {
  const tried = await on(t, WITH_SCRIPT, (page) => axe(page, []), { script: 'blocked', pages: OWN_SCRIPT });
  assert.ok(tried.includes('color-contrast'));
});

test('axe works where no scripts run, and none runs afterwards', async (t) => {
  const pale = `${WITH_SCRIPT}<p style="color: #bbb; background: #fff">Apenas se lee.</p>`;
  const found = on(t, pale, (page) => axe(page, []), { script: 'off', pages: OWN_SCRIPT });
  await assert.rejects(found, /color-contrast at/);
  const judged = async (page) => {
    const tried = await axe(page, []);
    assert.ok(tried.includes('color-contrast'));
    const during = await page.locator('#mark').textContent();
    await page.goto('/');
    return [during, await page.locator('#mark').textContent()];
  };
  const seen = await on(t, WITH_SCRIPT, judged, { script: 'off', pages: OWN_SCRIPT });
  assert.deepEqual(seen, ['sin guion', 'sin guion']);
});

test('a visit fails on what the page reports and on other hosts', async (t) => {
  const problems = {
    'script error: roto': { '/own.js': 'throw new Error("roto")' },
    'console: mal': { '/own.js': 'console.error("mal")' },
    'asked another host: http://otro.invalid/': { '/own.js': 'fetch("http://otro.invalid/").catch(() => {})' },
    '404 for .*own.js': {},
  };
  for (const [problem, pages] of Object.entries(problems)) {
    const opened = on(t, WITH_SCRIPT, (page) => page.waitForTimeout(100), { pages });
    await assert.rejects(opened, new RegExp(problem), problem);
  }
});

test('reflow passes a wide table that scrolls in its own box', async (t) => {
  const table = '<div style="overflow-x: auto" tabindex="0"><div style="width: 900px">ancha</div></div>';
  const window = { width: 1000, height: 700 };
  const after = await on(
    t,
    whole(table),
    async (page) => {
      await reflow(page);
      return page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
    },
    window,
  );
  assert.deepEqual(after, window);
});

test('reflow catches what scrolls sideways, cuts text off or fills the window', async (t) => {
  const faults = {
    'scrolls sideways.*div#ancha': '<div id="ancha" style="width: 500px">ancha</div>',
    'cuts off its text: p': '<p style="overflow: hidden; white-space: nowrap; width: 100px">Un texto que no cabe aquí</p>',
    '400 % zoom[^]*sticks to the window': '<div style="position: sticky; top: 0; height: 200px">Encabezado</div>',
  };
  for (const [fault, body] of Object.entries(faults)) {
    await assert.rejects(on(t, whole(body), reflow), new RegExp(fault), fault);
  }
});

const FORM = '<p><a href="#uno">Uno</a></p><form><label>Nombre <input></label> <button>Guardar y continuar</button></form>';

for (const script of ['on', 'off']) {
  test(`the keyboard finds an element by its name (script ${script})`, async (t) => {
    await on(
      t,
      whole(FORM),
      async (page) => {
        const stops = await tabTo(page, 'Guardar y continuar', { role: 'button' });
        assert.deepEqual(
          stops.map((stop) => `${stop.role} ${stop.name}`),
          ['link Uno', 'textbox Nombre', 'button Guardar y continuar'],
        );
        await tabTo(page, /^Nom/, { backwards: true });
        assert.equal((await focused(page)).name, 'Nombre');
      },
      { script },
    );
  });
}

test('the keyboard’s way fails where it should', async (t) => {
  const cover = '<div style="position: fixed; inset: 0; background: #fff"></div>';
  const faults = {
    'never reached button named Borrar; it passed: link "Uno", textbox "Nombre"': whole(FORM),
    '"Uno" has the focus: nothing shows it': whole(FORM, 'a:focus { outline: none }'),
    '"Uno" has the focus: something covers it': whole(FORM + cover),
    '"Uno" has the focus: it is outside the window': whole(FORM, 'a { position: fixed; left: -900px }'),
  };
  for (const [fault, html] of Object.entries(faults)) {
    const walked = on(t, html, (page) => tabTo(page, 'Borrar', { role: 'button' }));
    await assert.rejects(walked, new RegExp(fault), fault);
  }
});

test('a program is started on a free port, awaited and stopped', async () => {
  const server =
    'const [port] = process.argv.slice(1); console.log("listo"); ' +
    'setTimeout(() => require("http").createServer((q, r) => r.end("hola")).listen(port, "127.0.0.1"), 300)';
  const program = await start(['-e', server, '{port}'], { program: process.execPath });
  const answer = await fetch(program.address);
  assert.equal(await answer.text(), 'hola');
  assert.equal(program.output(), 'listo\n');
  await program.stop();
  await assert.rejects(fetch(program.address));
});

test('a program that ends or never answers is told with what it printed', async () => {
  const node = { program: process.execPath };
  const ending = 'console.error("falta el perfil"); process.exit(3)';
  await assert.rejects(start(['-e', ending], node), /ended \(3\) before it answered\nfalta el perfil/);
  const hurried = { ...node, patience: 700 };
  await assert.rejects(start(['-e', 'setInterval(() => {}, 1000)'], hurried), /did not answer within 0.7 s/);
  await assert.rejects(start([], { program: '/nowhere/conoceles' }), /ENOENT/);
});
