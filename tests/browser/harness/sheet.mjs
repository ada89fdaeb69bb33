// A template of a spreadsheet (XLSX) as somebody fills it in: its headings stay, each row answers some of them.

import assert from 'node:assert/strict';
import { unzip, zip } from './zip.mjs';

const SHEET = 'xl/worksheets/sheet1.xml';

/** The headings of a template and its rows, as texts. */
export function read(template) {
  const files = unzip(template);
  const shared = [...files.get('xl/sharedStrings.xml').toString().matchAll(/<si>(.*?)<\/si>/gs)];
  const texts = shared.map(([, item]) => [...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => plain(text)).join(''));
  const rows = rowsOf(files).map(([, row]) =>
    [...row.matchAll(/<c [^>]*t="s"[^>]*><v>(\d+)<\/v>/g)].map(([, number]) => texts[number]),
  );
  const [headings, ...others] = rows;
  return { headings, rows: others };
}

/** The template with these rows alone: objects from heading to text. */
export function fill(template, rows) {
  const files = unzip(template);
  const { headings } = read(template);
  const [[head]] = rowsOf(files);
  const written = rows.map((row, index) => {
    const cells = Object.entries(row).map(([heading, text]) => {
      const place = headings.indexOf(heading);
      assert.ok(place >= 0, `no column is headed ${heading}: ${headings.join(', ')}`);
      return [place, `<c r="${letters(place)}${index + 2}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`];
    });
    cells.sort(([one], [other]) => one - other);
    return `<row r="${index + 2}">${cells.map(([, cell]) => cell).join('')}</row>`;
  });
  const sheet = files.get(SHEET).toString();
  const data = `<sheetData>${head}${written.join('')}</sheetData>`;
  files.set(SHEET, sheet.replace(/<sheetData>.*<\/sheetData>/s, () => data));
  return zip([...files]);
}

const rowsOf = (files) => [...files.get(SHEET).toString().matchAll(/<row [^>]*>(.*?)<\/row>/gs)];

/** 0 is A, 26 is AA. */
function letters(place) {
  const last = String.fromCharCode(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const plain = (text) =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
