// How pages look: at four widths, in all languages, with large letters, on paper;
// pictures at two of them, light and dark.
import { join } from 'node:path';
import { hasPictures, must, openPage, pictures, test } from './harness.mjs';
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

/** Each page is loaded once, and then made narrower. */
async function inEnglish(browser, site, pages, colorScheme) {
  const page = await openPage(browser, { colorScheme });
  for (const [kind, path] of pages) {
    page.troubles.length = 0;
    for (const width of [1280, 360]) {
      await test(`${kind} fits ${width} px, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: width === 360 ? 640 : 800 });
        if (width === 1280) await page.goto(site.base + path);
        await page.screenshot({
          path: join(pictures, `${fileName(kind)}-${width}-${colorScheme}.png`), fullPage: true,
        });
        await mustFit(page);
        const troubles = page.troubles.filter((t) => kind !== 'not-found' || !t.includes('404'));
        must(troubles.length === 0, troubles.join('; '));
      });
    }
  }
  await page.context().close();
}

async function inOthers(browser, site, pages) {
  for (const code of ['sv', 'sw', 'luo']) {
    const page = await openPage(browser);
    for (const [kind, path] of pages) {
      for (const width of [360, 320]) {
        await test(`${kind} in ${code} fits ${width} px`, async () => {
          await page.setViewportSize({ width, height: 640 });
          if (width === 360) {
            await page.goto(site.base + inLanguage(path, code));
            await page.screenshot({
              path: join(pictures, `${fileName(kind)}-${code}.png`), fullPage: true,
            });
          }
          await mustFit(page);
        });
      }
    }
    await page.context().close();
  }
}

async function withLargeLetters(browser, site, pages) {
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
}

async function onPaper(browser, site, pages) {
  const page = await openPage(browser);
  for (const [kind, path] of pages) {
    await test(`${kind} prints without menus`, async () => {
      await page.goto(site.base + path);
      await page.emulateMedia({ media: 'print' });
      if (hasPictures) {
        await page.pdf({ path: join(pictures, `${fileName(kind)}.pdf`), format: 'A4' });
      }
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

export async function look(browser, site) {
  const pages = onePageOfEach(site);
  await inEnglish(browser, site, pages, 'light');
  if (hasPictures) await inEnglish(browser, site, pages, 'dark');
  await inOthers(browser, site, pages);
  await withLargeLetters(browser, site, pages);
  await onPaper(browser, site, pages);
}
