// The status of a failed call was read from its body after the body had been compressed: whoever
// accepts compression, as every browser does, got 500 for wrong input.

import { expect, test } from '../../support/fixtures';

test('wrong input is 422 with and without compression', async ({ request }) => {
  for (const encoding of ['identity', 'gzip', 'br']) {
    const response = await request.post('/call/load_instrument', {
      data: { symbol: 'A'.repeat(80), span: 'moon' },
      headers: { 'accept-encoding': encoding, 'content-type': 'application/json' },
    });
    expect(response.status(), encoding).toBe(422);
    expect(await response.json(), encoding).toMatchObject({ error: 'invalid' });
  }
});
