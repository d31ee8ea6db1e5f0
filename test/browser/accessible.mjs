// axe-core on every page; and what axe does not look at.
import { readFileSync } from 'node:fs';
import { must, mustBe, openPage, test } from './harness.mjs';
import { inLanguage, onePageOfEach, pagesOfEachTemplate } from './pages.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

export async function mustPassAxe(page) {
  // not by @axe-core/playwright: for frames, which we have none of, it takes
  // nearly as long as axe does
  await page.evaluate(axe);
  const violations = await page.evaluate(
    async (options) => (await window.axe.run(document, options)).violations,
    { runOnly: tags, resultTypes: ['violations'] },
  );
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

/** The pages of every template in English, in parts that two can share; one of each kind in
 * other looks and languages. */
function rounds(site) {
  const all = pagesOfEachTemplate(site, 3).map((path) => ({ name: path, path, code: 'en' }));
  const parts = [0, 1, 2, 3].map((part) => all.filter((_, i) => i % 4 === part));
  const phone = { viewport: { width: 360, height: 640 } };
  const kinds = (code) => [...onePageOfEach(site)]
    .map(([name, path]) => ({ name, path: inLanguage(path, code), code }));
  return [...parts.map((pages) => ({ options: {}, pages })),
    { options: { colorScheme: 'dark' }, pages: kinds('en') },
    { options: phone, pages: kinds('sv') },
    { options: { ...phone, colorScheme: 'dark' }, pages: kinds('sw') },
    { options: { ...phone, forcedColors: 'active' }, pages: kinds('luo') }];
}

export async function accessible(browser, site) {
  const todo = rounds(site);
  const worker = async () => {
    for (let round = todo.shift(); round; round = todo.shift()) {
      const { options, pages } = round;
      const page = await openPage(browser, options);
      for (const { name, path, code } of pages) {
        await test(`axe finds nothing on ${name} in ${code}, ${JSON.stringify(options)}`, async () => {
          await page.goto(site.base + path);
          mustBe(await page.evaluate(() => document.documentElement.lang), code, 'lang');
          await mustPassAxe(page);
          await mustHaveOutline(page);
        });
      }
      await page.context().close();
    }
  };
  await Promise.all([worker(), worker()]);
}
