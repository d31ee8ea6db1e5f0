// Assessments and facts: three of a side answer apart on phones, meet, agree,
// take up what is weak; a file of facts is tried and written. In Swahili, at
// 360 pixels, without a script.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const words = 'kiwi hamn nittio lampor';
const phone = { viewport: { width: 360, height: 640 } };

/** The same page with scripts, for axe; and that it fits. */
async function mustBeGood(browser, page, name) {
  const twin = await openPage(browser, { ...phone,
    storageState: await page.context().storageState() });
  await twin.goto(page.url());
  const wide = await twin.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  await mustPassAxe(twin);
  await twin.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await twin.context().close();
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

export async function assess(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'kim@assess.example', '--name',
    'Kim Ek', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const keeper = await enter(browser, site, phone, link.replace('/welcome/', '/en/welcome/'));
  const people = [];
  const side = 'ostergotland-uasin-gishu-2';
  let list, one, facts;

  await test('four of a county are asked in', async () => {
    await keeper.goto(`${site.base}/en/partnership?q=Gishu`);
    await keeper.locator('main').getByRole('link', { name: /Gishu/ }).first().click();
    await keeper.getByRole('link', { name: 'Assessments beside each other' }).click();
    list = new URL(keeper.url()).pathname.replace('/en', '');
    facts = list.replace('assessments', 'facts');
    for (const name of ['Chebet', 'Kiprop', 'Jelagat', 'Kosgei']) {
      await keeper.goto(`${site.base}/en/admin/people/invite`);
      await keeper.locator('#f-name').fill(name);
      await keeper.locator('#f-mail').fill(`${name.toLowerCase()}@assess.example`);
      await keeper.locator('#f-language').selectOption('sw');
      await keeper.locator('#f-role').selectOption('member');
      await keeper.locator('#f-of').fill(side);
      await keeper.locator('main form button[type=submit]').click();
      const invitation = (await keeper.locator('main code').first().innerText()).trim();
      people.push(await enter(browser, site,
        { ...phone, locale: 'sw-KE', javaScriptEnabled: false }, invitation));
    }
  });
  const [chebet, kiprop, jelagat, kosgei] = people;

  await test('an assessment is begun with three taps', async () => {
    await chebet.goto(`${site.base}/sw${list}`);
    await mustBeGood(browser, chebet, 'assessments-sw');
    await chebet.getByLabel('Mnachokitazama').selectOption({ label: 'Uongozi na uratibu' });
    await chebet.getByRole('button', { name: 'Anza' }).click();
    one = new URL(chebet.url()).pathname;
    must(await chebet.getByText('0 kati yenu').isVisible(), 'nobody is counted');
    await mustBeGood(browser, chebet, 'assessment-new-sw');
  });

  await test('three answer apart, and nobody sees another\'s', async () => {
    let i = 0;
    for (const page of [kiprop, jelagat, kosgei]) {
      await page.goto(site.base + one);
      await page.getByRole('button', { name: 'Jibu kwa niaba yangu mwenyewe' }).click();
      for (let step = 0; step < 2; step++) {
        for (const group of await page.locator('fieldset').all()) {
          await group.locator('input[type=radio]').nth(i === 2 ? 0 : 1).check();
        }
        await page.locator('textarea').first().fill(`Sababu ya ${i} <b>`);
        if (i === 0 && step === 0) await mustBeGood(browser, page, 'assessment-step-sw');
        await page.getByRole('button', { name: 'Hifadhi na uendelee' }).click();
      }
      await page.getByRole('button', { name: 'Tuma' }).click();
      i++;
    }
    await kiprop.goto(site.base + one);
    must(await kiprop.getByText('3 kati yenu').isVisible(), 'not all are counted');
    mustBe(await kiprop.getByText('Sababu ya 1').count(), 0, 'words of another');
  });

  await test('in the meeting all stands beside each other, without names', async () => {
    await keeper.goto(site.base + one);
    await keeper.getByRole('button', { name: 'Anza mkutano' }).click();
    await chebet.goto(site.base + one);
    await chebet.getByRole('button', { name: 'Kubalianeni jibu moja' }).click();
    must(await chebet.getByText('2 × 2').first().isVisible(), 'equal answers are not counted');
    must(await chebet.getByText('Sababu ya 1 <b>').first().isVisible(), 'words are missing');
    await mustBeGood(browser, chebet, 'assessment-meeting-sw');
    for (let step = 0; step < 2; step++) {
      for (const group of await chebet.locator('fieldset').all()) {
        await group.locator('input[type=radio]').first().check();
      }
      await chebet.locator('textarea').first().fill('Tulikubaliana baada ya majadiliano');
      await chebet.getByRole('button', { name: 'Hifadhi na uendelee' }).click();
    }
    await chebet.getByRole('button', { name: 'Tuma' }).click();
    await chebet.goto(site.base + one);
    must(await chebet.getByText('Tulikubaliana baada ya majadiliano').first().isVisible(),
      'what was agreed is not there');
    must(await chebet.getByText('Kiwango cha chini.').first().isVisible(), 'nothing is weak');
    await mustBeGood(browser, chebet, 'assessment-agreed-sw');
  });

  await test('a weak point becomes a request for help, already named', async () => {
    await kiprop.goto(site.base + one);
    const ask = kiprop.getByRole('button', { name: 'Omba msaada kuhusu hilo' }).first();
    if (await ask.count() > 0) {
      await ask.click();
      must((await kiprop.locator('#f-name').inputValue()).includes('1 kati ya 4'),
        'it is not named');
    }
    await keeper.goto(site.base + one);
    await keeper.getByRole('button', { name: 'Uonyeshe kwa pande zingine' }).click();
    await mustBeGood(browser, keeper, 'assessment-shown-sw');
  });

  await test('facts are tried from a file, then written', async () => {
    await kosgei.goto(`${site.base}/sw${facts}`);
    await mustBeGood(browser, kosgei, 'facts-sw');
    await kosgei.getByText('Ingiza nyingi kutoka faili').click();
    await kosgei.getByLabel('Mistari, iliyobandikwa').fill(
      'side,kind,year,value,source\nUasin Gishu County,Madaktari,2025,"3,500",Daftari');
    await kosgei.getByRole('button', { name: 'Jaribu, bila kuandika' }).click();
    must(await kosgei.getByText('3,500 si namba').isVisible(), 'it is not refused');
    await kosgei.screenshot({ path: join(pictures, 'facts-refused-sw.png'), fullPage: true });
    await kosgei.getByLabel('Mistari, iliyobandikwa').fill(
      'side,kind,year,value,source\nUasin Gishu County,Madaktari,2025,590,Daftari');
    await kosgei.getByRole('button', { name: 'Jaribu, bila kuandika' }).click();
    must(await kosgei.getByText('Mpya: 1.').isVisible(), 'it is not tried');
    await kosgei.getByRole('button', { name: 'Ziandike' }).click();
    must(await kosgei.getByText('590').first().isVisible(), 'it is not written');
    await kosgei.locator('table a[href*="/fact/"]').nth(4).click();
    await mustBeGood(browser, kosgei, 'fact-sw');
  });
  for (const page of [keeper, ...people]) await page.context().close();
}
