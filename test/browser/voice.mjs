// A voice is told with a slip of paper, in Swahili, on a phone of 360 pixels
// without a script; it is read, thanked, put into a theme; and the page of
// whoever told it shows what came of it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const secret = 'kiwi harbour ninety lamps';
const told = 'Nilisubiri saa sita kliniki, nikarudi nyumbani bila "dawa" <hata moja>';

async function invited(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'voices@browser.example', '--name',
    'Vera Voices', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(secret);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function mustFit(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const { wide, scripts } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    scripts: document.scripts.length,
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  mustBe(scripts, 0, `scripts on ${page.url()}`);
}

export async function voice(browser, site) {
  const lead = await invited(browser, site);
  const phone = await openPage(browser, { viewport: { width: 360, height: 640 },
    locale: 'sw-KE', javaScriptEnabled: false });
  // what looks for faults of access is a script: it runs in a page of its own
  const checker = await openPage(browser, { viewport: { width: 360, height: 640 } });
  const mustBeAccessible = async (url) => {
    await checker.goto(url);
    await mustPassAxe(checker);
  };
  let slip = '';
  let receipt = '';
  let voices = '';

  await test('a slip for a waiting room is printed', async () => {
    await lead.goto(`${site.base}/en/partnership?q=lewisham`);
    await lead.locator('main').getByRole('link', { name: /Lewisham People/ }).first().click();
    await lead.locator('a[href$="/voices"]').first().click();
    voices = lead.url();
    await lead.fill('#listen [name=name]', 'Waiting room, Downham');
    await lead.selectOption('#listen [name=of_side]', { index: 1 });
    await lead.locator('#listen form button').click();
    await lead.locator('#listen li', { hasText: 'Downham' }).getByRole('link').click();
    await lead.fill('[name=n_slips]', '1');
    await lead.locator('main form button[type=submit]').first().click();
    slip = (await lead.locator('.code').first().innerText()).replaceAll(/[^A-Z0-9]/g, '');
    mustBe(slip.length, 12, 'letters of the slip');
  });

  await test('a voice is told with a slip in Swahili at 360 pixels without a script', async () => {
    await phone.goto(`${site.base}/sw/slip/${slip}`);
    await mustFit(phone, 'voice-tell');
    await mustBeAccessible(phone.url());
    // a telephone number is asked about, and nothing typed is lost
    await phone.fill('[name=words]', `${told} 0712 345 678`);
    await phone.selectOption('[name=shown_to]', 'public');
    await phone.locator('main form button[type=submit]').click();
    must(await phone.locator('[name=anyway]').count() === 1, 'the number is not asked about');
    mustBe(await phone.inputValue('[name=words]'), `${told} 0712 345 678`, 'what was typed');
    await mustFit(phone, 'voice-asked');
    await phone.fill('[name=words]', told);
    await phone.locator('main form button[type=submit]').click();
    receipt = await phone.locator('.code').first().innerText();
    mustBe(receipt.replaceAll('-', '').length, 16, 'letters of the receipt');
    await mustFit(phone, 'voice-receipt');
  });

  await test('nobody reads it before those who look after voices did', async () => {
    await phone.goto(voices.replace('/en/', '/sw/'));
    must(!(await phone.locator('main').innerText()).includes('Nilisubiri'), 'it is shown unread');
  });

  await test('it is read, thanked and put into a theme, and its page shows that', async () => {
    await lead.goto(voices);
    await lead.getByRole('link', { name: /Nilisubiri/ }).click();
    await mustPassAxe(lead);
    mustBe(await lead.inputValue('[name=thanks]'),
      'Asante kwa kutusimulia. Imesomwa, na ina uzito.', 'the thank-you that is offered');
    await lead.fill('[name=thanks]', 'Asante sana kwa kutuambia');
    await lead.getByRole('button', { name: 'I have read it' }).click();
    await lead.getByLabel('Getting through on the telephone').check();
    await lead.locator('form[action$="/themes"] button').click();
    await lead.goto(lead.url().replace(/#.*/, ''));
    await lead.locator('form[action$="/outcome"] [name=outcome]').selectOption('answered');
    await lead.locator('form[action$="/outcome"] [name=words]').fill('Tunaongeza zamu ya jioni');
    await lead.locator('form[action$="/outcome"] button').click();
    await phone.goto(`${site.base}/sw/receipt`);
    await mustFit(phone, 'voice-code');
    await phone.fill('[name=code]', receipt.toLowerCase());
    await phone.locator('main form button[type=submit]').first().click();
    const mine = await phone.locator('main').innerText();
    for (const said of [told, 'Asante sana kwa kutuambia', 'Getting through on the telephone',
      'Tunaongeza zamu ya jioni']) {
      must(mine.includes(said), `the page does not say: ${said}`);
    }
    await mustFit(phone, 'voice-own');
    await mustBeAccessible(phone.url());
    await phone.getByRole('link', { name: 'Getting through on the telephone' }).click();
    must((await phone.locator('main').innerText()).includes('Nilisubiri'), 'not under its theme');
    await mustFit(phone, 'voice-theme');
  });

  await test('what is taken back with the receipt is gone from its theme', async () => {
    await phone.goto(`${site.base}/sw/receipt`);
    await phone.fill('[name=code]', receipt);
    await phone.locator('main form button[type=submit]').first().click();
    await phone.locator('form[action$="/withdraw"] button').click();
    must(!(await phone.locator('main').innerText()).includes('Nilisubiri'), 'the words are there');
    await lead.goto(voices);
    must(!(await lead.locator('main').innerText()).includes('Nilisubiri'), 'the lead still reads it');
    mustBe(lead.troubles.concat(phone.troubles).filter((t) => !t.includes('422')).join('; '), '',
      'what went wrong on the pages');
  });
  await lead.context().close();
  await phone.context().close();
  await checker.context().close();
}
