// How pages look: pictures at two widths, light and dark, and on paper.
import { join } from 'node:path';
import { must, openPage, pictures, test } from './harness.mjs';
import { inLanguage, onePageOfEach } from './pages.mjs';

const fileName = (kind) => kind.replaceAll('/', '-');

/** Nothing sticks out to the right, and no text is cut. */
async function mustFit(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const out = [...document.body.querySelectorAll('*')]
      .filter((e) => !e.ownerSVGElement && e.getBoundingClientRect().right > width + 1)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
    return `${document.documentElement.scrollWidth} px wide: ${out.slice(0, 5).join(', ')}`;
  });
  must(wide === null, wide);
}

export async function look(browser, site) {
  const pages = onePageOfEach(site);
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const page = await openPage(browser, {
        viewport: { width, height: width === 360 ? 640 : 800 }, colorScheme,
      });
      for (const [kind, path] of pages) {
        await test(`${kind} fits ${width} px, ${colorScheme}`, async () => {
          page.troubles.length = 0;
          await page.goto(site.base + path);
          await page.screenshot({
            path: join(pictures, `${fileName(kind)}-${width}-${colorScheme}.png`), fullPage: true,
          });
          await mustFit(page);
          const troubles = page.troubles.filter((t) => kind !== 'not-found' || !t.includes('404'));
          must(troubles.length === 0, troubles.join('; '));
        });
      }
      await page.context().close();
    }
  }
  for (const width of [320, 360]) {
    for (const code of ['sv', 'sw', 'luo']) {
      const page = await openPage(browser, { viewport: { width, height: 640 } });
      for (const [kind, path] of pages) {
        await test(`${kind} in ${code} fits ${width} px`, async () => {
          await page.goto(site.base + inLanguage(path, code));
          await mustFit(page);
          if (width === 360) {
            await page.screenshot({
              path: join(pictures, `${fileName(kind)}-${code}.png`), fullPage: true,
            });
          }
        });
      }
      await page.context().close();
    }
  }
  await test('pages fit when the reader doubles the size of letters', async () => {
    const page = await openPage(browser, {
      viewport: { width: 640, height: 800 }, bypassCSP: true,
    });
    for (const path of pages.values()) {
      await page.goto(site.base + path);
      await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
      await mustFit(page).catch((e) => { throw new Error(`${path}: ${e.message}`); });
    }
    await page.context().close();
  });
  const page = await openPage(browser);
  for (const [kind, path] of pages) {
    await test(`${kind} prints without menus`, async () => {
      await page.goto(site.base + path);
      await page.emulateMedia({ media: 'print' });
      await page.pdf({ path: join(pictures, `${fileName(kind)}.pdf`), format: 'A4' });
      const isShown = await page.evaluate(() => [...document.querySelectorAll(
        'nav.menu, nav.languages, form.search, .skip')].some((e) => e.checkVisibility()
          && e.getBoundingClientRect().width > 1));
      await page.screenshot({ path: join(pictures, `${fileName(kind)}-print.png`), fullPage: true });
      await page.emulateMedia({ media: 'screen' });
      must(!isShown, 'a menu, switch or search is on paper');
    });
  }
  await page.context().close();
}
