import { expect, test } from '../support/fixtures';

const PAGES = ['/', '/instruments', '/instruments/AAPL', '/status', '/does-not-exist', '/?cap=abc'];
const asBrowser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

for (const path of PAGES) {
  test(`headers of ${path}`, async ({ request }) => {
    const [first, second] = await Promise.all([request.get(path, { headers: asBrowser }), request.get(path, { headers: asBrowser })]);
    const headers = first.headers();
    expect(headers['content-type']).toMatch(/^text\/html; charset=utf-8$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers['cache-control']).toMatch(/no-cache|no-store/);

    const policy = headers['content-security-policy'] ?? '';
    for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toContain("'unsafe-inline'");
    expect(policy).not.toContain("'unsafe-eval'");
    const nonce = (text: string) => /'nonce-([^']+)'/.exec(text)?.[1] ?? '';
    expect(nonce(policy).length).toBeGreaterThanOrEqual(16);
    expect(nonce(policy)).not.toBe(nonce(second.headers()['content-security-policy'] ?? ''));

    // Each inline script carries the nonce; nothing else would run.
    const html = await first.text();
    const scripts = html.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce(policy)}"`);
    expect(html).not.toMatch(/ style="| on(click|load|error)=/);
  });
}

test('another site may not make this one do anything', async ({ request, baseURL }) => {
  const path = '/call/load_universe';
  const post = (headers: Record<string, string>) =>
    request.post(path, { data: '{}', headers: { 'content-type': 'application/json', ...headers } });
  expect((await post({})).status()).toBe(200);
  expect((await post({ origin: baseURL!, 'sec-fetch-site': 'same-origin' })).status()).toBe(200);
  const strangers: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: baseURL!, 'sec-fetch-site': 'cross-site' },
    { origin: baseURL!.replace(/\d+$/, '1') },
  ];
  for (const headers of strangers) {
    const response = await post(headers);
    expect(response.status(), JSON.stringify(headers)).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'forbidden' });
  }
});

test('what is not there is said in the asker’s language', async ({ request }) => {
  for (const path of ['/api/v1/nothing', '/api/nothing', '/call/nothing']) {
    const response = await request.get(path, { headers: asBrowser });
    expect(response.status(), path).toBe(404);
    expect(response.headers()['content-type'], path).toContain('application/json');
    expect(await response.json(), path).toMatchObject({ error: 'not_found' });
  }
  const page = await request.get('/nothing', { headers: asBrowser });
  expect(page.status()).toBe(404);
  expect(await page.text()).toContain('There is nothing here');
  const program = await request.get('/nothing', { headers: { accept: 'application/json' } });
  expect(program.status()).toBe(404);
  expect(await program.json()).toMatchObject({ error: 'not_found' });
});

test('paths outside the site are not served', async ({ request }) => {
  for (const path of ['/site.json', '/pkg/../site.json', '/..%2f..%2fetc%2fpasswd', '/.env', '/pkg/%2e%2e/site.json']) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(404);
    expect(await response.text(), path).not.toContain('root:');
  }
});

test('files of the package are kept for ever, and arrive compressed', async ({ request }) => {
  const html = await (await request.get('/')).text();
  const base = /data-assets="([^"]+)"/.exec(html)?.[1];
  expect(base).toMatch(/^\/pkg\/\w+$/);
  for (const [file, type] of [['app.js', 'text/javascript'], ['app_bg.wasm', 'application/wasm'], ['finx.css', 'text/css']] as const) {
    const response = await request.get(`${base}/${file}`, { headers: { 'accept-encoding': 'br' } });
    expect(response.status(), file).toBe(200);
    expect(response.headers()['cache-control'], file).toContain('immutable');
    expect(response.headers()['content-type'], file).toContain(type);
    expect(response.headers()['content-encoding'], file).toBe('br');
    expect(response.headers()['vary'], file).toContain('accept-encoding');
    const again = await request.get(`${base}/${file}`, { headers: { 'accept-encoding': 'br', 'if-none-match': response.headers()['etag']! } });
    expect(again.status(), file).toBe(304);
  }
});

const SCRIPT = '<script>alert(1)</script>';
const BREAKOUTS = [SCRIPT, '"><img src=x onerror=alert(1)>', "'-alert(1)-'", '</script><script>alert(1)</script>', 'javascript:alert(1)', '{{7*7}}', '</title><script>alert(1)</script>'];
const PLACES: { path: (text: string) => string; status: number }[] = [
  { path: (text) => `/?cap=${text}`, status: 200 },
  { path: (text) => `/?assets=${text}`, status: 200 },
  { path: (text) => `/?goal=${text}`, status: 200 },
  { path: (text) => `/?window=${text}`, status: 200 },
  { path: (text) => `/?from=${text}&to=${text}`, status: 200 },
  { path: (text) => `/?${text}=1`, status: 200 },
  { path: (text) => `/instruments/${text}`, status: 404 },
  { path: (text) => `/instruments/AAPL?span=${text}`, status: 200 },
  { path: (text) => `/${text}`, status: 404 },
];

for (const { path, status } of PLACES) {
  test(`text in ${path('…')} stays text`, async ({ page, request, expected }) => {
    for (const text of BREAKOUTS) {
      const address = path(encodeURIComponent(text));
      const response = await request.get(address, { headers: asBrowser });
      expect(response.status(), address).toBe(status);
      const html = await response.text();
      expect(html, address).not.toContain(SCRIPT);
      expect(html, address).not.toContain('<img src=x');
    }
    // In a browser, too: a dialog would fail the test, and so would a broken hydration.
    const address = path(encodeURIComponent(`"><img src=x onerror=alert(1)>${SCRIPT}`));
    if (status !== 200) expected.response(/./, status);
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(300);
    expect(await page.locator('img').count()).toBe(0);
  });
}
