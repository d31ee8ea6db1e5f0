// A journey is told step by step on a phone of 360 pixels, in Swahili, and by
// the keyboard alone in English at 320. No page of it has a script.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test, wireBytes } from './harness.mjs';

const words = 'kiwi harbour ninety lamps';

async function invited(browser, site, mail, name, width) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, '--coordinator',
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser,
    { viewport: { width, height: 640 } });
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function mustFit(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const { wide, scripts, size } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    scripts: document.scripts.length,
    size: document.documentElement.outerHTML.length,
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  mustBe(scripts, 0, `scripts on ${page.url()}`);
  must(size < 60000, `${page.url()} has ${size} letters`);
}

async function pathwayOf(page, site, lang) {
  await page.goto(`${site.base}/${lang}/partnership?q=gishu`);
  await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
  await page.locator('a[href$="/pathways"]').first().click();
  await page.getByRole('link', { name: 'Breast cancer in Uasin Gishu' }).click();
}

async function telling(page, site) {
  await test('a journey is told step by step in Swahili, on a phone without a script', async () => {
    await pathwayOf(page, site, 'sw');
    await page.getByRole('link', { name: 'Simulia safari ya huduma' }).click();
    await mustFit(page, 'told-begin');
    await mustPassAxe(page);
    await page.getByRole('button', { name: 'Anza', exact: true }).click();
    must(await page.locator('.summary').count() === 1, 'nobody is asked for consent');
    await page.check('input[value=self]');
    await page.check('input[value=words]');
    await page.check('[name=agree]');
    await page.getByRole('button', { name: 'Anza', exact: true }).click();
    await mustFit(page, 'told-step');
    await mustPassAxe(page);
    await page.fill('[name=words]', 'Nilihisi uvimbe kwenye titi, sikumwambia mtu');
    await page.fill('[name=day]', '2025-02-30');
    await page.locator('button[value=next]').click();
    mustBe(await page.inputValue('[name=words]'), 'Nilihisi uvimbe kwenye titi, sikumwambia mtu',
      'what was typed beside a day that there is not');
    await page.fill('[name=day]', '2025-02-03');
    await page.locator('button[value=next]').click();
    must((await page.locator('main').innerText()).includes('Nilihisi uvimbe'),
      'the step before is not said');
    await page.check('input[value="Visit to a dispensary"]');
    await page.fill('[name=days]', '21');
    await page.locator('summary').first().click();
    await page.fill('[name=where]', 'Zahanati');
    await page.fill('[name=cost]', 'shilingi 100 za basi');
    await page.locator('button[value=leave]').click();
    await page.locator('main ul.list a').first().click(); // and gone on with later
    await page.locator('a[href$="/step"]').click();
    await page.check('input[value="Diagnosis"]');
    await page.fill('[name=days]', '20');
    await page.locator('button[value=end]').click();
    const said = await page.locator('main').innerText();
    must(said.includes('Takriban siku 21 baada ya hatua iliyotangulia.'), 'days are not said');
    must(said.includes('Wapi: Zahanati.'), 'where is not said');
    await mustFit(page, 'told-review');
    await mustPassAxe(page);
    await page.locator('form[action$="/send"] button').click();
    must((await page.locator('main').innerText()).includes('Asante'), 'nobody is thanked');
    await page.locator('summary').last().click();
    await mustFit(page, 'told-sent');
  });
  await test('its side reads it, and what many had in common as a story', async () => {
    await pathwayOf(page, site, 'sw');
    await mustFit(page, 'told-pathway');
    await page.locator('#told ul.list a').first().click();
    await mustFit(page, 'told-story');
    await mustPassAxe(page);
    must((await page.locator('main').innerText()).includes('Nilihisi uvimbe'), 'it is not there');
    await pathwayOf(page, site, 'sw');
    await page.locator('#told a[href*="/walked/"]').click();
    must((await page.locator('#story').innerText()).includes('Mara nyingi huanza na'),
      'there is no story');
    await mustFit(page, 'told-log');
    await mustPassAxe(page);
  });
}

async function byKeyboard(page, site) {
  await test('a step is told by the keyboard alone, on 320 pixels', async () => {
    await pathwayOf(page, site, 'en');
    await page.getByRole('link', { name: 'Tell a journey' }).click();
    await page.locator('input[value=other]').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown'); // only counted
    must(await page.isChecked('input[value=counts]'), 'arrows do not choose');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/step/);
    await mustFit(page, 'told-narrow');
    await page.locator('input[name=what]').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What happened next?' }).waitFor();
  });
}

export async function told(browser, site) {
  const page = await invited(browser, site, 'told@mirror.example', 'Tumaini Told', 360);
  await telling(page, site);
  const narrow = await invited(browser, site, 'keys@mirror.example', 'Kim Keys', 320);
  await byKeyboard(narrow, site);
  void wireBytes;
}
