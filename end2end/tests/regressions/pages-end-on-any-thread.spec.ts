// What a page keeps for the browser only was touched when the server had rendered it, on whichever
// thread that happened, and the answer broke off.

import { expect, test } from '../../support/fixtures';

test('every one of many answers arrives whole', async ({ request }) => {
  test.slow();
  for (const path of ['/', '/instruments/AAPL', '/instruments/%5EGSPC', '/status']) {
    const answers = await Promise.all(Array.from({ length: 24 }, async () => {
      const response = await request.get(path);
      const html = await response.text();
      // Behind the document stand scripts with the data for the browser.
      const whole = html.includes('</html>') && /<\/(html|script)>\s*$/.test(html);
      return `${response.status()} ${whole ? 'whole' : 'broken off'}`;
    }));
    expect(new Set(answers), path).toEqual(new Set(['200 whole']));
  }
});
