// The text of a proposal on phones of 360 pixels without JavaScript: drafted in
// English, translated, commented on and offered other words in Swahili, and
// each of these answered where everybody reads it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test, wireBytes } from './harness.mjs';

const words = 'nine slow rivers meet';
const phone = { viewport: { width: 360, height: 640 }, javaScriptEnabled: false };

async function invited(browser, site, mail, name, options) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, '--coordinator',
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, options);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
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

/** axe needs scripts: it looks at the same page in a browser that runs them. */
async function mustBeUsable(browser, page) {
  const context = await browser.newContext({
    viewport: phone.viewport, storageState: await page.context().storageState(),
  });
  const same = await context.newPage();
  await same.goto(page.url());
  await mustPassAxe(same);
  await context.close();
}

const textOf = (page) => page.locator('main').innerText();

async function draft(lead, site) {
  await lead.goto(`${site.base}/en/partnership?q=gishu`);
  await lead.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
  await lead.locator('a[href$="/proposals"]').first().click();
  await lead.fill('[name=name]', 'A line that answers at night');
  await lead.selectOption('[name=level]', 'consult');
  await lead.fill('[name=body]', 'One telephone number answers day and night.\n'
    + 'Whoever answers speaks Swahili and Nandi.\nThe call costs nothing.');
  await lead.fill('[name=fixed]', 'The budget of this year: the council has settled it.');
  await lead.locator('form[action$="/proposals#make"] button').click();
  await mustFit(lead, 'prose-draft');
  must((await textOf(lead)).includes('No voice is linked under this proposal'),
    'that nobody\'s voice is under it is not said');
  return new URL(lead.url()).pathname.replace('/en/', '/');
}

async function translate(lead, site, at) {
  await lead.goto(`${site.base}/en${at}/languages/sw`);
  await lead.fill('[name=role]', 'a nurse of Eldoret');
  const fields = await lead.locator('main form[method=post] textarea').all();
  const said = ['Simu inayojibiwa usiku', 'Bajeti ya mwaka huu: baraza limeiamua.',
    'Namba moja ya simu inajibiwa mchana na usiku.'];
  for (let i = 0; i < said.length; i++) await fields[i].fill(said[i]);
  await mustFit(lead, 'prose-translate');
  await lead.locator('#write button').click();
  await lead.goto(`${site.base}/en${at}`);
  await lead.fill('[name=closes_on]', '2099-01-01');
  if (await lead.locator('[name=anyway]').count() > 0) await lead.check('[name=anyway]');
  await lead.locator('form[action*="/hear"] button').click();
}

async function speak(browser, page, site, at) {
  await page.goto(`${site.base}/sw${at}`);
  await mustFit(page, 'prose-page-sw');
  await mustBeUsable(browser, page);
  const main = await textOf(page);
  must(main.includes('Simu inayojibiwa usiku'), 'its name is not in Swahili');
  mustBe(await page.locator('#p1').getAttribute('lang'), 'sw', 'the language of what is there');
  mustBe(await page.locator('#p2').getAttribute('lang'), 'en', 'the language of what is not');
  must(main.includes('bado haijatafsiriwa'), 'what is not translated yet is not said');
  await page.locator('#p2 a').click();
  await page.locator('#say summary').click();
  await page.fill('#say textarea', 'Na Kikalenjin? Mama yangu "hajui" Kiswahili <kabisa>.');
  await page.locator('#say button').click();
  await page.locator('#offer summary').click();
  await page.fill('#offer textarea >> nth=0', 'Whoever answers speaks Swahili, Nandi and Luo.');
  await page.fill('#offer textarea >> nth=1', 'Wengi huku wanazungumza Kijaluo.');
  await mustFit(page, 'prose-offer-sw');
  await mustBeUsable(browser, page);
  await page.locator('#offer button').click();
  must((await textOf(page)).includes('Mama yangu "hajui" Kiswahili <kabisa>.'),
    'the comment is not there');
}

async function answer(browser, lead, site, at) {
  await lead.goto(`${site.base}/en${at}/said?open=1`);
  await mustFit(lead, 'prose-said');
  await lead.locator('main li a.button').last().click();
  await lead.selectOption('[name=outcome]', 'take').catch(
    () => lead.check('[name=outcome][value=take]'));
  await mustFit(lead, 'prose-settle');
  await lead.locator('main form:has([name=outcome]) button').click();
  await lead.goto(`${site.base}/en${at}/said?open=1`);
  await lead.locator('main li a.button').first().click();
  await lead.selectOption('[name=outcome]', 'scope').catch(
    () => lead.check('[name=outcome][value=scope]'));
  await lead.fill('[name=reply]', 'Two people who speak it answer on Mondays.');
  await lead.locator('main form:has([name=outcome]) button').click();
  for (const what of ['/reading', '/wordings', '/print', '/languages', '/easy/sw', '/rests']) {
    await lead.goto(`${site.base}/en${at}${what}`);
    await mustFit(lead, `prose${what.replaceAll('/', '-')}`);
    await mustBeUsable(browser, lead);
  }
}

export async function prose(browser, site) {
  await test('in Swahili, on a phone without scripts, a text is commented on and bettered',
    async () => {
      const lead = await invited(browser, site, 'prose.lead@example.org', 'Pia Lead', phone);
      const speaker = await invited(browser, site, 'prose.sw@example.org', 'Chebet', phone);
      const at = await draft(lead, site);
      await translate(lead, site, at);
      await speak(browser, speaker, site, at);
      await answer(browser, lead, site, at);
      await speaker.goto(`${site.base}/sw${at}`);
      await speaker.locator('#p2 a').click();
      const main = await textOf(speaker);
      must(main.includes('Litaingia katika toleo linalofuata.'), 'what came of the offer');
      must(main.includes('Two people who speak it answer on Mondays.'), 'and of the comment');
      await mustFit(speaker, 'prose-answered-sw');
      /* a visitor on a dear line */
      for (const page of [`/sw${at}`, new URL(speaker.url()).pathname]) {
        const { n, status } = await wireBytes(site.base, page, 'br');
        mustBe(status, 200, page);
        must(n < 14000, `${page} weighs ${n} bytes`);
      }
      await lead.context().close();
      await speaker.context().close();
    });
}
