// A questionnaire answered on a phone without JavaScript, in Swahili, gone on
// with on a computer; made by a coordinator; and the thread of a partnership.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 } };
const words = 'kiwi harbour ninety lamps';

async function invited(browser, site, mail, name, as, options) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, ...as,
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, options);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function signedIn(browser, site, mail, options) {
  const page = await openPage(browser, options);
  await page.goto(`${site.base}/en/sign-in`);
  await page.locator('input[name=mail]').fill(mail);
  await page.locator('input[type=password]').fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/en/);
  return page;
}

/** Nothing is wider than the screen, and what is touched is large enough. */
async function mustFit(page) {
  const { wide, small } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('main label.tick, main button, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), main select')]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && r.height < 43; })
      .map((e) => `${e.tagName} ${e.name ?? ''} ${e.getBoundingClientRect().height}`),
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  must(small.length === 0, `too small: ${small.join(', ')}`);
}

/** axe needs JavaScript: the same page once more, with the same cookie. */
async function mustPassAxeAt(withScript, page) {
  await withScript.goto(page.url());
  await mustPassAxe(withScript);
}

async function answering(browser, site) {
  const page = await invited(browser, site, 'atieno@thread.example', 'Atieno', [],
    { ...phone, javaScriptEnabled: false, locale: 'sw-KE' });
  const scripted = await signedIn(browser, site, 'atieno@thread.example', phone);
  const go = (name) => page.getByRole('button', { name, exact: true }).click();
  await test('without JavaScript, in Swahili: a profile is begun on a phone', async () => {
    await page.goto(`${site.base}/sw/me`);
    await page.locator('main').getByRole('link', { name: 'Madodoso yako' }).click();
    await page.getByRole('link', { name: 'Wasifu wa kulinganisha' }).click();
    await go('Anza');
    mustBe(await page.locator('h1').innerText(), 'Kazi yako', 'heading');
    must((await page.locator('main').innerText()).includes('Hatua ya 1 kati ya 4'), 'no progress');
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'answer-sw.png'), fullPage: true });
    await mustPassAxeAt(scripted, page);
    await page.getByLabel('Ninahudumia wagonjwa').check();
    await page.getByLabel('Ninakutana na wagonjwa').check();
    for (const name of ['Saratani', 'Vijana', 'Watoto', 'Wazee', 'Afya ya akili', 'Huduma ya dharura']) {
      await page.getByLabel(name, { exact: true }).check();
    }
    await go('Hifadhi na uendelee');
    must(await page.getByRole('alert').isVisible(), 'six fields were taken');
    mustBe(await page.locator('input[name="q.sectors"]:checked').count(), 6, 'what was ticked');
    await page.screenshot({ path: join(pictures, 'answer-wrong-sw.png'), fullPage: true });
    await page.getByLabel('Wazee', { exact: true }).uncheck();
    await go('Hifadhi na uendelee');
    mustBe(await page.locator('h1').innerText(), 'Lugha na mambo unayopenda', 'heading');
    await page.getByLabel('Dholuo').selectOption({ label: 'Kwa ufasaha' });
    await page.getByLabel('Kiingereza').selectOption('2');
    await page.getByLabel('Vingine, ukitenganisha kwa mkato').fill('maji safi, <b>wadudu</b>');
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'answer-languages-sw.png'), fullPage: true });
    await go('Hifadhi, endelea baadaye');
    must((await page.locator('main').innerText()).includes('Inaendelea'), 'not under way');
  });
  await test('what was begun on a phone is gone on with elsewhere, in English', async () => {
    await scripted.goto(`${site.base}/en/answer`);
    await scripted.getByRole('link', { name: 'Match profile' }).click();
    must((await scripted.locator('main').innerText()).includes('maji safi, <b>wadudu</b>'), 'a tag is lost');
    await mustPassAxe(scripted);
    await mustFit(scripted);
    await scripted.getByRole('link', { name: 'Go on there' }).click();
    mustBe(await scripted.locator('h1').innerText(), 'What you give and what you look for', 'heading');
    await scripted.getByRole('group', { name: /show or teach/ }).getByLabel('Work in communities').check();
    await scripted.getByRole('group', { name: /want to learn/ }).getByLabel('Digital tools').check();
    await scripted.keyboard.press('Tab');
    await scripted.getByRole('button', { name: 'Save and go on' }).press('Enter');
    await scripted.getByLabel('From').first().fill('2026-09-01');
    await scripted.getByLabel('To').first().fill('2026-09-12');
    await scripted.getByLabel('An interpreter').check();
    await mustPassAxe(scripted);
    await scripted.screenshot({ path: join(pictures, 'answer-dates-en.png'), fullPage: true });
    await scripted.getByRole('button', { name: 'Save and go on' }).click();
    must(await scripted.getByText('Which languages should the interpreter speak?').isVisible(),
      'the question that follows is not asked');
    await scripted.getByRole('button', { name: 'Save and go on' }).click();
    await scripted.screenshot({ path: join(pictures, 'answer-check-en.png'), fullPage: true });
    await scripted.getByRole('button', { name: 'Send', exact: true }).click();
    must((await scripted.locator('main').innerText()).includes('Thank you'), 'not sent');
    await page.reload();
    must((await page.locator('main').innerText()).includes('Kimetumwa'), 'not sent on the phone');
  });
  await page.context().close();
  await scripted.context().close();
}

async function making(browser, site) {
  const page = await invited(browser, site, 'boss@thread.example', 'Åsa Öberg',
    ['--coordinator'], { ...phone });
  await test('a coordinator makes a questionnaire on a phone', async () => {
    await page.goto(`${site.base}/en/admin`);
    await page.getByRole('link', { name: 'Questionnaires', exact: true }).click();
    await page.getByRole('link', { name: 'Match profile' }).click();
    await mustPassAxe(page);
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'questionnaire-en.png'), fullPage: true });
    await page.getByRole('button', { name: 'Change the questions' }).click();
    await page.getByRole('link', { name: 'Add a question' }).click();
    await mustPassAxe(page);
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'question-en.png'), fullPage: true });
    await page.getByLabel('The question').fill('Do you need a visa?');
    await page.getByLabel('What is answered').selectOption({ label: 'One of several' });
    await page.getByLabel('Choices').fill('yes: Yes\nno: No\nI do not know');
    await page.getByRole('button', { name: 'Save' }).click();
    must((await page.locator('main').innerText()).includes('Do you need a visa?'), 'not added');
    await page.getByRole('link', { name: 'Kiswahili' }).last().click();
    await mustPassAxe(page);
    await page.getByRole('link', { name: 'Do you need a visa?' }).click();
    await mustPassAxe(page);
    await page.screenshot({ path: join(pictures, 'words-sw.png'), fullPage: true });
    must(await page.getByLabel('I do not know').isVisible(), 'a choice cannot be translated');
    await page.goto(`${site.base}/en/questionnaire`);
    await page.getByRole('link', { name: 'How far our organisation' }).click();
    await page.getByRole('link', { name: 'Try it' }).click();
    await mustPassAxe(page);
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'preview-en.png'), fullPage: true });
  });
  await test('two things are linked, and both show it', async () => {
    await page.goto(`${site.base}/en/partnership`);
    await page.locator('main').getByRole('link', { name: /Liverpool/ }).first().click();
    await page.getByRole('link', { name: 'Link it with something' }).first().click();
    await page.getByLabel('Look for it by its words').fill('LVCT');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByLabel(/LVCT Health/).check();
    await page.getByLabel('How the two belong together').selectOption({ label: 'Comes from' });
    await mustPassAxe(page);
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'link-en.png'), fullPage: true });
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await mustPassAxe(page);
    await page.getByRole('link', { name: /LVCT/ }).first().click();
    must((await page.locator('main').innerText()).includes('Led to'), 'the other end is silent');
    await page.screenshot({ path: join(pictures, 'thread-block-en.png'), fullPage: true });
    await page.getByRole('link', { name: 'The whole thread' }).click();
    await mustPassAxe(page);
    await mustFit(page);
    await page.screenshot({ path: join(pictures, 'thread-en.png'), fullPage: true });
    await page.goto(page.url().replace('/en/', '/sw/'));
    await page.screenshot({ path: join(pictures, 'thread-sw.png'), fullPage: true });
    mustBe(await page.locator('main [lang=en]:not(.prose)').count(), 0, 'phrases in English');
  });
  await page.context().close();
}

export async function thread(browser, site) {
  await answering(browser, site);
  await making(browser, site);
}
