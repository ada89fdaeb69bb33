// The codes that the flows compute are those of the standard (RFC 6238, appendix B; the last six of its eight digits).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totp } from '../steps/custody.mjs';

const SECRET = 'GEZDGNBVGY3TQOJQ GEZDGNBVGY3TQOJQ';

for (const [seconds, code] of [[59, '287082'], [1111111109, '081804'], [20000000000, '353130']]) {
  test(`the code at ${seconds} s`, () => assert.equal(totp(SECRET, seconds * 1000), code));
}
