// Keyboard only: everything is reached, in order, and is seen to be reached.
import { must, mustBe, openPage, test } from './harness.mjs';
import { onePageOfEach } from './pages.mjs';

/** On a map the point shows the focus, not a box around its link. */
const pointLook = (e) => {
  const point = e.closest('svg') && e.querySelector('.point');
  const look = point && getComputedStyle(point);
  return look ? `${look.stroke} ${look.strokeWidth}` : '';
};

/** Every element that a pointer could use and a keyboard must. */
const usable = () => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((e) => !e.disabled && (e.checkVisibility() || e.closest('svg')));

/** What has the focus, or null when the page has not. */
const focusedNow = (lookOf) => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const box = e.getBoundingClientRect();
  const look = getComputedStyle(e);
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  return {
    n: e.dataset.n === undefined ? -1 : Number(e.dataset.n),
    name: `${e.tagName.toLowerCase()} "${(e.textContent || e.name || '').trim().slice(0, 30)}"`,
    isSeen: ring || look.boxShadow !== 'none' || (e.dataset.look ?? '') !== lookOf(e),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};

async function walk(page) {
  const total = await page.evaluate(`(${usable})().forEach((e, i) => {
      e.dataset.n = i;
      e.dataset.look = (${pointLook})(e);
    });
    document.querySelectorAll('[data-n]').length`);
  const visited = [];
  for (let i = 0; i < total + 5; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(`(${focusedNow})(${pointLook})`);
    // past the last the focus leaves the page, or begins again
    if (at === null || at.n === visited[0]?.n) break;
    visited.push(at);
    must(at.isSeen, `no focus is seen on ${at.name}`);
    must(at.isInView, `${at.name} has the focus outside the window`);
  }
  const reached = new Set(visited.map((v) => v.n));
  const missed = await page.evaluate(([all, got]) => Array.from({ length: all }, (_, i) => i)
    .filter((i) => !got.includes(i))
    .map((i) => document.querySelector(`[data-n="${i}"]`).outerHTML.slice(0, 120)), [total, [...reached]]);
  must(missed.length === 0, `not reached: ${missed.join(' ')}`);
  // one direction through the document: no jumping about
  const order = visited.map((v) => v.n).filter((n) => n >= 0);
  order.forEach((n, i) => must(i === 0 || n > order[i - 1], `the order jumps at ${visited[i].name}`));
}

export async function keyboard(browser, site) {
  const page = await openPage(browser);
  for (const [kind, path] of onePageOfEach(site)) {
    await test(`Tab reaches everything on ${kind}`, async () => {
      await page.goto(site.base + path);
      await walk(page);
    });
  }
  await test('the first Tab offers to skip to the text, and Enter does', async () => {
    await page.goto(`${site.base}/en`);
    await page.keyboard.press('Tab');
    mustBe(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main', 'first stop');
    const box = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
    must(box.top >= 0 && box.width > 20, 'the skip link is not seen when it has the focus');
    await page.keyboard.press('Enter');
    mustBe(await page.evaluate(() => document.activeElement.id), 'main', 'focus');
  });
  await test('a search is done by keyboard alone', async () => {
    await page.goto(`${site.base}/en/place`);
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.id === 'q')) break;
    }
    await page.keyboard.type('homa');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    must(await page.getByRole('link', { name: 'Homa Bay County' }).isVisible(), 'not found');
  });
  await page.context().close();
}
