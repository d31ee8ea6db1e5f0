// What people do here: search, filter, switch language, ask to join.
import { must, mustBe, openPage, test } from './harness.mjs';
import { inLanguage, onePageOfEach } from './pages.mjs';

async function withoutScript(browser, site) {
  const page = await openPage(browser, {
    javaScriptEnabled: false, viewport: { width: 360, height: 640 },
  });
  await test('without JavaScript: from the front to a partnership and its place', async () => {
    await page.goto(`${site.base}/en`);
    await page.locator('main').getByRole('link', { name: /Liverpool – Homa Bay/ }).first().click();
    mustBe(await page.locator('.side').count(), 2, 'sides');
    await page.locator('.side').nth(1).getByRole('link', { name: 'Homa Bay County' }).first().click();
    mustBe(await page.locator('h1').innerText(), 'Homa Bay County', 'heading');
  });
  await test('without JavaScript: a search ignores case and marks', async () => {
    await page.goto(`${site.base}/en/place`);
    await page.getByLabel('Search').fill('OSTERGOT');
    await page.getByRole('button', { name: 'Show' }).click();
    must(await page.getByRole('link', { name: 'Östergötland' }).isVisible(), 'not found');
    mustBe(await page.getByLabel('Search').inputValue(), 'OSTERGOT', 'what was typed');
    mustBe(await page.locator('main ul.list > li').count(), 1, 'places found');
  });
  await test('without JavaScript: a filter leaves only its kind', async () => {
    await page.goto(`${site.base}/en/partnership`);
    await page.locator('select[name=kind]').selectOption('ended');
    await page.getByRole('button', { name: 'Show' }).click();
    mustBe(await page.locator('main ul.cards > li').count(), 3, 'partnerships that have ended');
    mustBe(await page.locator('select[name=kind]').inputValue(), 'ended', 'the filter');
  });
  await test('without JavaScript: a form with something wrong keeps what was typed', async () => {
    await page.goto(`${site.base}/en/join`);
    const fields = page.locator('main form [name]:not([type=hidden])');
    must(await fields.count() >= 3, 'too few fields');
    await page.locator('main form textarea').first().fill('Två rader\nmed Åsa & <b>');
    await page.getByRole('button', { name: 'Send' }).click();
    must(await page.getByRole('alert').isVisible(), 'nothing says what is wrong');
    mustBe(await page.locator('main form textarea').first().inputValue(),
      'Två rader\nmed Åsa & <b>', 'what was typed');
    const wrong = page.locator('main form [aria-invalid=true]');
    must(await wrong.count() > 0, 'no field is marked');
    const described = await wrong.first().getAttribute('aria-describedby');
    must(described !== null, 'the marked field does not say why');
  });
  await page.context().close();
}

async function languages(browser, site) {
  await test('the browser\'s language is answered', async () => {
    for (const [locale, code] of [['sv-SE', 'sv'], ['sw-KE', 'sw'], ['de-DE', 'en']]) {
      const page = await openPage(browser, { locale });
      await page.goto(`${site.base}/`);
      mustBe(await page.evaluate(() => document.documentElement.lang), code, locale);
      await page.context().close();
    }
  });
  const page = await openPage(browser);
  for (const [kind, path] of onePageOfEach(site)) {
    await test(`the switch stays on ${kind}`, async () => {
      await page.goto(site.base + path);
      const heading = await page.locator('h1').innerText();
      await page.locator('nav.languages').getByRole('link', { name: 'Svenska' }).click();
      mustBe(await page.evaluate(() => document.documentElement.lang), 'sv', 'lang');
      const { pathname, search } = new URL(page.url());
      mustBe(pathname + search, inLanguage(path, 'sv'), 'address');
      await page.locator('nav.languages').getByRole('link', { name: 'English' }).click();
      mustBe(await page.locator('h1').innerText(), heading, 'heading, back in English');
    });
  }
  await test('a text in another language says so to a screen reader', async () => {
    const path = onePageOfEach(site).get('partnership/sides-3');
    await page.goto(site.base + inLanguage(path, 'sv'));
    must(await page.locator('main [lang=en]').count() > 0, 'English prose on a Swedish page is not marked');
  });
  await test('a text that was translated is shown in the reader\'s language', async () => {
    const path = onePageOfEach(site).get('partnership/one');
    await page.goto(site.base + inLanguage(path, 'sv'));
    must((await page.locator('main').innerText()).includes('Fem förändringsledare'), 'no Swedish');
    await page.goto(site.base + inLanguage(path, 'sw'));
    must((await page.locator('main').innerText()).includes('Waleta mabadiliko'), 'no Swahili');
  });
  await page.context().close();
}

async function joining(browser, site) {
  await test('a region that is interested is thanked', async () => {
    const page = await openPage(browser, { viewport: { width: 360, height: 640 } });
    await page.goto(`${site.base}/en/join`);
    for (const field of await page.locator('main form [name]:not([type=hidden])').all()) {
      const [tag, mode, type] = await field.evaluate((e) => [e.tagName, e.inputMode, e.type]);
      if (tag === 'SELECT') await field.selectOption({ index: 1 });
      else if (type === 'checkbox') await field.check();
      else if (mode === 'email') await field.fill('health@region.example');
      else await field.fill('Region Norrbotten');
    }
    await page.getByRole('button', { name: 'Send' }).click();
    must((await page.locator('h1').innerText()).includes('Thank you'), `at ${page.url()}`);
    await page.reload(); // after a post comes a redirect: nothing is sent twice
    must((await page.locator('h1').innerText()).includes('Thank you'), 'after reload');
    await page.context().close();
  });
}

export async function use(browser, site) {
  await test('no page needs or has a script', async () => {
    for (const [path, { body, type }] of site.seen) {
      if (!type.startsWith('text/html')) continue;
      must(!/<script|\son[a-z]+=|javascript:/i.test(body), path);
    }
  });
  await test('all kinds of pages are reached by links', async () => {
    for (const kind of ['front', 'partnership', 'partnership/one', 'organisation',
      'organisation/one', 'place', 'place/one', 'programme/one', 'join']) {
      must(site.byKind.has(kind), `no link leads to ${kind}`);
    }
  });
  await test('partnerships of one, two, three, four and six sides are there', async () => {
    const pages = onePageOfEach(site);
    for (const n of [1, 2, 3, 4, 6]) must(pages.has(`partnership/sides-${n}`), `none with ${n} sides`);
  });
  await withoutScript(browser, site);
  await languages(browser, site);
  await joining(browser, site);
}
