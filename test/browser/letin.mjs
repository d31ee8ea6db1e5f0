// From a slip of paper to a vote: in Swahili on a phone of 360 pixels without
// a script, and by the keyboard alone at 320; the page weighs little.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const words = 'kiwi harbour ninety lamps';
let codes = [];

async function mustFit(page, name, most) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const { wide, scripts, size } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    scripts: document.scripts.length,
    size: document.documentElement.outerHTML.length,
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  mustBe(scripts, 0, `scripts on ${page.url()}`);
  must(size < most, `${page.url()} has ${size} letters`);
}

async function begin(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'lead@letin.example', '--name', 'Lea Lead',
    '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  await test('a conversation is begun, and its slips are printed', async () => {
    await page.goto(`${site.base}/en/partnership?q=gishu`);
    await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
    await page.locator('a[href$="/conversations"]').first().click();
    await page.fill('[name=name]', 'Why do we come so late?');
    await page.locator('[name=opened_to]').first().evaluate((e) => {
      if (e.tagName === 'SELECT') e.value = 'slips';
    });
    for (const radio of await page.locator('input[name=opened_to][value=slips]').all()) {
      await radio.check();
    }
    await page.fill('[name=closes_on]', '2099-01-01');
    await page.fill('[name=side1]', 'Kesses; 40\nMoiben');
    await page.fill('[name=statements]', 'The road is bad\nFees are too high\nNobody told us');
    await page.locator('main form button[type=submit]').last().click();
    await page.getByRole('button', { name: 'Open it' }).click();
    await mustFit(page, 'letin-lead', 60000);
    await page.getByRole('link', { name: 'Join slips' }).first().click();
    await page.fill('[name=n_slips]', '3');
    await page.getByRole('button', { name: 'Make a sheet' }).click();
    codes = await page.locator('p.code').allInnerTexts();
    mustBe(codes.length, 3, 'slips');
    must((await page.locator('ul.slips').innerText()).includes('Why do we come so late?'),
      'a slip does not say the question');
    await page.screenshot({ path: join(pictures, 'letin-slips.png'), fullPage: true });
  });
  await page.context().close();
}

async function swahili(browser, site) {
  const page = await openPage(browser,
    { viewport: { width: 360, height: 640 }, javaScriptEnabled: false });
  await test('from a slip to a vote in Swahili, on 360 pixels without a script', async () => {
    await page.goto(`${site.base}/sw/slip`);
    await page.fill('[name=code]', codes[0].toLowerCase());
    await page.locator('main form button').click();
    await page.waitForURL(/\/sw\/say\//);
    await mustFit(page, 'letin-sw-answer', 10000);
    await page.getByRole('button', { name: 'Nakubali' }).click();
    await page.waitForURL(/\/receipt/);
    await mustFit(page, 'letin-sw-receipt', 14000);
    const receipt = await page.locator('p.code').innerText();
    await page.locator('a.button').click();
    await page.getByRole('button', { name: 'Sikubali' }).click();
    await page.locator('button[value=pass]').click();
    must((await page.locator('main').innerText()).length > 0, 'an empty page');
    await page.locator('a[href$="/mine"]').click();
    mustBe(await page.locator('main ul.list').first().locator('li').count(), 3, 'answers');
    await mustFit(page, 'letin-sw-mine', 14000);
    await page.goto(`${site.base}/sw/slip/${codes[0].replaceAll('-', '')}`);
    must((await page.locator('h1').innerText()).includes('imeshatumika'), 'it is not said');
    await mustFit(page, 'letin-sw-used', 14000);
    await page.fill('[name=code]', receipt);
    await page.locator('main form button').click();
    await page.waitForURL(/\/sw\/say\//);
  });
  await page.context().close();
}

async function byKeyboard(browser, site) {
  const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await test('a statement is answered by the keyboard alone, on 320 pixels', async () => {
    await page.goto(`${site.base}/en/say/${codes[1].replaceAll('-', '')}`);
    await mustFit(page, 'letin-answer', 10000);
    await mustPassAxe(page);
    const box = await page.getByRole('button', { name: 'I agree' }).boundingBox();
    must(box.height >= 44, `the button is ${box.height} high`);
    await page.locator('button[value=agree]').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // I disagree
    await page.waitForURL(/\/receipt/);
    await mustPassAxe(page);
    await page.goto(page.url().replace('/receipt', '/mine'));
    must((await page.locator('main').innerText()).includes('I disagree'), 'another answer');
    await mustFit(page, 'letin-mine', 14000);
  });
  await page.context().close();
}

export async function letin(browser, site) {
  await begin(browser, site);
  await swahili(browser, site);
  await byKeyboard(browser, site);
}
