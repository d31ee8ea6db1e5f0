// How heavy pages are on the wire: the limits are those of the design.
import { mustBe, must, test, wireBytes } from './harness.mjs';
import { onePageOfEach } from './pages.mjs';

const light = 14000; // front, sign-in, lists and forms, with their style
const other = 30000;

export async function weight(browser, site) {
  const style = /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/
    .exec(site.seen.get(site.byKind.get('front')[0]).body)[1];
  for (const encoding of ['br', 'gzip']) {
    const styleBytes = (await wireBytes(site.base, style, encoding)).n;
    console.log(`style, ${encoding}: ${styleBytes} bytes`);
    for (const [kind, path] of onePageOfEach(site)) {
      await test(`${kind} in ${encoding} is light on the wire`, async () => {
        const { n, status } = await wireBytes(site.base, path, encoding);
        mustBe(status, kind === 'not-found' ? 404 : 200, path);
        const limit = kind.includes('/') ? other : light;
        console.log(`${kind}, ${encoding}: ${n} + ${styleBytes} = ${n + styleBytes} bytes`);
        must(n + styleBytes <= limit, `${n + styleBytes} bytes, limit ${limit}`);
      });
    }
  }
  await test('every page, without style, is under 30,000 bytes', async () => {
    for (const [path, { type }] of site.seen) {
      if (!type.startsWith('text/html')) continue;
      const { n } = await wireBytes(site.base, path, 'gzip');
      must(n <= other, `${path}: ${n} bytes`);
    }
  });
  await test('the front page is there soon on a slow line', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', {
      offline: false, latency: 400, downloadThroughput: 50000, uploadThroughput: 20000,
    });
    const began = Date.now();
    await page.goto(`${site.base}/`, { waitUntil: 'load' });
    const ms = Date.now() - began;
    await context.close();
    console.log(`front page at 50 KB/s and 400 ms: ${ms} ms`);
    must(ms < 4000, `${ms} ms`);
  });
}
