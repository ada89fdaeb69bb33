// A template of a spreadsheet (XLSX) as somebody fills it in: its headings stay, each row answers some of them.

import assert from 'node:assert/strict';
import { unzip, zip } from './zip.mjs';

const SHEET = 'xl/worksheets/sheet1.xml';

/** The headings of a template and its rows, as texts, which a writer keeps in their cells or in a list of their own. */
export function read(template) {
  const files = unzip(template);
  const list = files.get('xl/sharedStrings.xml')?.toString() ?? '';
  const texts = [...list.matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) => said(item));
  const rows = rowsOf(files).map(([, row]) =>
    [...row.matchAll(/<c [^>]*t="(s|inlineStr)"[^>]*>(.*?)<\/c>/gs)].map(([, kind, cell]) =>
      kind === 's' ? texts[Number(cell.match(/<v>(\d+)<\/v>/)[1])] : said(cell),
    ),
  );
  const [headings, ...others] = rows;
  return { headings, rows: others };
}

const said = (item) => [...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => plain(text)).join('');

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
