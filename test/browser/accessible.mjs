// axe-core on every page; and what axe does not look at.
import { AxeBuilder } from '@axe-core/playwright';
import { must, mustBe, openPage, test } from './harness.mjs';
import { inLanguage, onePageOfEach } from './pages.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function mustPassAxe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map((v) => `${v.id} (${v.help}): `
    + v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} ${n.failureSummary ?? ''}`).join(' | '));
  must(found.length === 0, found.join('\n'));
}

/** Headings go down one step at a time, and there is one h1. */
async function mustHaveOutline(page) {
  const levels = await page.evaluate(() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')]
    .map((h) => Number(h.tagName[1])));
  mustBe(levels.filter((l) => l === 1).length, 1, 'number of h1');
  levels.forEach((level, i) => {
    must(i === 0 || level <= levels[i - 1] + 1, `headings jump: ${levels.join(' ')}`);
  });
}

export async function accessible(browser, site) {
  const page = await openPage(browser);
  for (const [path, { type }] of site.seen) {
    if (!type.startsWith('text/html')) continue;
    await test(`axe finds nothing on ${path}`, async () => {
      await page.goto(site.base + path);
      await mustPassAxe(page);
      await mustHaveOutline(page);
    });
  }
  await page.context().close();
  for (const options of [{ colorScheme: 'dark' }, { viewport: { width: 360, height: 640 } },
    { viewport: { width: 360, height: 640 }, colorScheme: 'dark' }, { forcedColors: 'active' }]) {
    const other = await openPage(browser, options);
    for (const [kind, path] of onePageOfEach(site)) {
      await test(`axe finds nothing on ${kind}, ${JSON.stringify(options)}`, async () => {
        await other.goto(site.base + path);
        await mustPassAxe(other);
      });
    }
    await other.context().close();
  }
  const foreign = await openPage(browser);
  for (const code of ['sv', 'sw', 'luo']) {
    for (const [kind, path] of onePageOfEach(site)) {
      await test(`axe finds nothing on ${kind} in ${code}`, async () => {
        await foreign.goto(site.base + inLanguage(path, code));
        mustBe(await foreign.evaluate(() => document.documentElement.lang), code, 'lang');
        await mustPassAxe(foreign);
      });
    }
  }
  await foreign.context().close();
}
