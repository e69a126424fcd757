// What a page keeps for the browser only was touched when the server had rendered it, on whichever
// thread that happened, and the answer broke off.

import { expect, test } from '../../support/fixtures';

test('every one of many answers arrives whole', async ({ request }) => {
  test.slow();
  for (const path of ['/', '/instruments/AAPL', '/instruments/%5EGSPC', '/status']) {
    const answers = await Promise.all(Array.from({ length: 24 }, async () => {
      const response = await request.get(path);
      return `${response.status()} ${(await response.text()).trimEnd().endsWith('</html>')}`;
    }));
    expect(new Set(answers), path).toEqual(new Set(['200 true']));
  }
});
