// The two pictures of the README, from the running example:
//
//     script/server &
//     node docs/pictures/take.mjs [http://127.0.0.1:8080]
//
// playwright-core is that of test/browser (npm ci there, once).
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';

const here = new URL('.', import.meta.url).pathname;
const { chromium } = createRequire(here + '../../test/browser/package.json')('playwright-core');
const site = process.argv[2] ?? 'http://127.0.0.1:8080';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

async function take(name, viewport, scale, go) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale, colorScheme: 'light' });
  const page = await context.newPage();
  await go(page);
  await page.screenshot({ path: `${here}${name}.png` });
  await context.close();
}

await take('front-phone', { width: 360, height: 678 }, 1.5, (page) => page.goto(site + '/sw'));
await take('partnership', { width: 1280, height: 900 }, 1, async (page) => {
  await page.goto(site + '/en/partnership?q=liverpool');
  await page.locator('main a[href*="/partnership/"]').first().click();
});
await browser.close();
try { // smaller, where there is such a program
  execFileSync('pngquant', ['--force', '--ext', '.png', here + 'front-phone.png', here + 'partnership.png']);
} catch { /* as they are */ }
