// Looking for a partner: who fits, a letter, a yes, a partnership; on a phone
// of 360 pixels, without a script, in Swedish and Swahili.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const words = 'kiwi hamn nittio lampor';

async function mustBeGood(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  await mustPassAxe(page);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

async function enter(browser, site, options, link) {
  const page = await openPage(browser, options);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('main input[type=password]').all()) {
    await field.fill(words);
  }
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForLoadState();
  return page;
}

export async function partner(browser, site) {
  const phone = (locale) => ({ viewport: { width: 360, height: 640 }, locale });
  const link = execFileSync(program, ['user', 'invite', 'kim@partner.example', '--name',
    'Kim Ek', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const keeper = await enter(browser, site, phone('sv-SE'),
    link.replace('/welcome/', '/sv/welcome/'));
  const people = {};

  await test('a visitor asks who fits, and reads why, in Swahili', async () => {
    const visitor = await openPage(browser, { ...phone('sw-KE'), javaScriptEnabled: false });
    await visitor.goto(`${site.base}/sw/partner`);
    await visitor.getByLabel('Mnachotafuta').fill('afya ya vijana');
    await visitor.getByLabel('Mnachoweza kutoa').fill('uongozi na usimamizi');
    await visitor.getByLabel('Lugha mnazoweza kufanyia kazi').fill('English');
    await visitor.getByRole('button', { name: 'Nani anafaa?' }).click();
    must(await visitor.getByText('Wanachoweza kuwapa ninyi: Afya ya vijana').first().isVisible(),
      'no reason is given');
    must(await visitor.getByText('bado hayumo katika ushirikiano').first().isVisible(),
      'nobody without a partnership is shown');
    await mustBeGood(await samePage(browser, visitor), 'partner-asked-sw');
    await visitor.context().close();
  });

  await test('a coordinator asks members into two organisations', async () => {
    for (const [code, name, language] of [['region-seeking', 'Ebba Lind', 'sv'],
      ['county-seeking', 'Achieng Auma', 'sw']]) {
      await keeper.goto(`${site.base}/sv/admin/people/invite`);
      await keeper.locator('#f-name').fill(name);
      await keeper.locator('#f-mail').fill(`${code}@partner.example`);
      await keeper.locator('#f-language').selectOption(language);
      await keeper.locator('#f-role').selectOption('member');
      await keeper.locator('#f-of').fill(code);
      await keeper.locator('main form button[type=submit]').click();
      const invitation = await keeper.locator('main code').first().innerText();
      people[code] = await enter(browser, site, phone(language === 'sv' ? 'sv-SE' : 'sw-KE'),
        invitation.trim());
    }
  });

  await test('a member sees who fits both ways, and writes to them', async () => {
    const ebba = people['region-seeking'];
    await ebba.goto(`${site.base}/sv/partner`);
    await ebba.getByRole('link', { name: /A region that looks/ }).first().click();
    await mustBeGood(ebba, 'listing-sv');
    await ebba.getByRole('link', { name: 'Vem som passar' }).click();
    await mustBeGood(ebba, 'partners-sv');
    await ebba.locator('main').getByRole('link', { name: /A county that looks/ }).click();
    await ebba.getByRole('link', { name: /Som A region/ }).click();
    await ebba.getByLabel('Ditt brev').fill('Ska vi "lära" av varandra?');
    await mustBeGood(ebba, 'letter-sv');
    await ebba.getByRole('button', { name: 'Skicka' }).click();
    must(await ebba.getByText('Väntar på svar').isVisible(), 'the letter is not on the list');
  });

  await test('the other reads it in Swahili and says yes', async () => {
    const achieng = people['county-seeking'];
    await achieng.goto(`${site.base}/sw/partner`);
    await achieng.getByRole('link', { name: /A county that looks/ }).first().click();
    await achieng.getByRole('link', { name: 'Barua' }).click();
    await mustBeGood(achieng, 'letters-sw');
    await achieng.getByRole('link', { name: /^Jibu/ }).click();
    await achieng.getByLabel('Jibu lako').selectOption('accepted');
    await mustBeGood(achieng, 'letter-answer-sw');
    await achieng.getByRole('button', { name: 'Tuma jibu' }).click();
    must(await achieng.getByText('Mlikubali').isVisible(), 'the yes is not there');
  });

  await test('one step makes the partnership, with a side for each', async () => {
    await keeper.goto(`${site.base}/sv/admin/letters`);
    await mustBeGood(keeper, 'letters-admin-sv');
    await keeper.getByRole('button', { name: 'Skapa ett partnerskap av de två' }).click();
    mustBe(await keeper.locator('.sides .side').count(), 2, 'sides');
    must(keeper.url().includes('/sv/partnership/'), `it is ${keeper.url()}`);
  });

  for (const page of [keeper, ...Object.values(people)]) await page.context().close();
}

/** The same page with scripts, for axe. */
async function samePage(browser, page) {
  const twin = await openPage(browser, { viewport: { width: 360, height: 640 } });
  await twin.goto(page.url());
  return twin;
}
