// Two ways of using a page: by pointing, and with the keyboard alone. A flow
// that is written with a hand runs with both.

import { tabTo } from '../harness/keyboard.mjs';

/** Points and clicks. Names are accessible names, whole. */
export const pointing = {
  fill: (page, name, text) => page.getByLabel(name, { exact: true }).first().fill(text),
  choose: (page, name, option) => page.getByLabel(name, { exact: true }).selectOption({ label: option }),
  tick: (page, name) => page.getByLabel(name, { exact: true }).check(),
  pick: (page, name) => page.getByRole('radio', { name, exact: true }).check(),
  attach: (page, name, file) => page.getByLabel(name, { exact: true }).setInputFiles(file),
  press: (page, name) => leave(page, () => page.getByRole('button', { name, exact: true }).click()),
  follow: (page, name) => leave(page, () => page.getByRole('link', { name, exact: true }).first().click()),
};

/** Never touches the pointer: Tab to it, then type, arrows, space or Enter. */
export const keyboard = {
  async fill(page, name, text) {
    await tabTo(page, name);
    await page.keyboard.press('Control+A');
    if (text) await page.keyboard.insertText(text);
    else await page.keyboard.press('Delete');
  },
  async choose(page, name, option) {
    await tabTo(page, name, { role: 'combobox' });
    // A closed list takes the option whose first letters are typed. From the first letter on that a key alone does not
    // give, the browser would put the rest into the text field that was passed last.
    const [letters] = option.match(/^[ -~]*/);
    if (letters) await page.keyboard.type(letters, { delay: 1 });
    else await page.keyboard.press('ArrowDown');
  },
  async tick(page, name) {
    await tabTo(page, name, { role: 'checkbox' });
    await page.keyboard.press('Space');
  },
  /** Tab reaches the first of the options while none is chosen. */
  async pick(page, name) {
    await tabTo(page, name, { role: 'radio' });
    await page.keyboard.press('Space');
  },
  /** What opens the system's own window to choose a file. */
  async attach(page, name, file) {
    await tabTo(page, name, { role: 'button' });
    const [window] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await window.setFiles(file);
  },
  async press(page, name) {
    await tabTo(page, name, { role: 'button' });
    await leave(page, () => page.keyboard.press('Enter'));
  },
  async follow(page, name) {
    await tabTo(page, name, { role: 'link' });
    await leave(page, () => page.keyboard.press('Enter'));
  },
};

/** Acts, and waits until the page that follows is there. */
async function leave(page, act) {
  const arrived = page.waitForEvent('domcontentloaded');
  // What cannot be pressed is told as that, not as a page that never came.
  arrived.catch(() => {});
  await act();
  await arrived;
}
