// A round of pairs from opening to yes and yes: on phones of 360 pixels, in
// English and in Swahili, the two who are paired without JavaScript.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 } };
const words = 'kiwi harbour ninety lamps';

async function invited(browser, site, mail, name, as, options) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, ...as,
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, { ...phone, ...options });
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

/** Nothing is wider than the screen, and what is touched is large enough. */
async function mustFit(page, name) {
  const { wide, small } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('main button, main input:not([type=hidden]):not([type=checkbox]), main select')]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && r.height < 43; }).length,
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  mustBe(small, 0, `what is too small to touch on ${page.url()}`);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** The round: two of each side, who fit crosswise. */
function makeRound(site) {
  const folder = join(dirname(site.db), 'round');
  mkdirSync(folder, { recursive: true });
  execFileSync(program, ['export', join(folder, 'out'), '--db', site.db], { stdio: 'pipe' });
  const people = readFileSync(join(folder, 'out/person.csv'), 'utf8').split('\n');
  const code = (name) => people.find((line) => line.includes(name)).split(',')[0];
  mkdirSync(join(folder, 'in'), { recursive: true });
  writeFileSync(join(folder, 'in/person.csv'),
    'code,name\nround-x,Xavier of Liverpool\nround-y,Yolanda of Homa Bay\n');
  writeFileSync(join(folder, 'in/match_round.csv'),
    'code,partnership,name,has_interpreter,may_share_organisation,has_wishes\n'
    + 'browser,liverpool-homa-bay,Pairs of autumn,no,no,no\n');
  writeFileSync(join(folder, 'in/match_person.csv'),
    'code,round,person,side,role_family,level,languages,offers,wants,interests,may_trio,has_lived\n'
    + `bw1,browser,${code('Björn Lind')},liverpool-homa-bay-1,clinical,4,en:3;sw:2,registers,community-work,youth,no,no\n`
    + 'bw2,browser,round-x,liverpool-homa-bay-1,policy,0,en:3,budgets,planning,cancer,no,no\n'
    + `bw3,browser,${code('Asha Otieno')},liverpool-homa-bay-2,policy,0,en:3;sw:3,planning;community-work,budgets;registers,youth,no,no\n`
    + 'bw4,browser,round-y,liverpool-homa-bay-2,clinical,4,en:3,community-work,registers,youth,no,no\n');
  execFileSync(program, ['import', join(folder, 'in'), '--db', site.db], { stdio: 'pipe' });
}

async function finding(lead, site) {
  const go = (name) => lead.getByRole('button', { name, exact: true }).click();
  await test('a round is opened, closed and solved on a phone', async () => {
    await lead.goto(`${site.base}/en/partnership`);
    await lead.locator('main').getByRole('link', { name: /Liverpool – Homa Bay/ }).first().click();
    await lead.getByRole('link', { name: 'Counterparts' }).click();
    await lead.getByRole('link', { name: 'Pairs of autumn' }).click();
    await go('Open the round');
    await go('Close the round');
    await go('Find the pairs');
    await lead.getByRole('link', { name: 'See the pairs and why' }).click();
    must((await lead.locator('main').innerText()).includes('Asha Otieno'), 'she is in no pair');
    await mustFit(lead, 'match-proposal');
  });
  await test('what a pin would cost is said before it is done', async () => {
    await lead.getByRole('link', { name: 'What if?' }).click();
    await mustFit(lead, 'match-what');
    await mustPassAxe(lead);
    await lead.getByRole('link', { name: 'Asha Otieno', exact: true }).click();
    await mustFit(lead, 'match-person');
    await mustPassAxe(lead);
    await lead.getByRole('link', { name: 'Björn Lind' }).click();
    const said = await lead.locator('section.call').innerText();
    must(/2 pairs changed, lowest score \d+ to \d+/.test(said), said);
    await mustFit(lead, 'match-cost');
    await mustPassAxe(lead);
    await go('Do it, and find the pairs anew');
    must(await lead.getByRole('alert').isVisible(), 'it was done without a reason');
    await lead.getByLabel('Why').fill('They wrote to each other all year & want to go on');
    await go('Do it, and find the pairs anew');
    must((await lead.locator('main').innerText()).includes('all year & want'), 'the reason is lost');
  });
  await test('a facilitator stands by a pair, and its people are asked', async () => {
    await lead.getByRole('link', { name: 'Agreeing on the pairs' }).click();
    await mustFit(lead, 'match-agree');
    await mustPassAxe(lead);
    await lead.getByRole('link', { name: /Asha Otieno/ }).click();
    must((await lead.locator('main').innerText()).includes('Decided by Lena Facilitator'), 'nobody decided');
    await mustFit(lead, 'match-pair-proposed');
    await go('I stand by it: offer it to them');
    must((await lead.locator('main').innerText()).includes('Offered, waiting for answers'), 'not offered');
  });
}

async function agreeing(asha, bjorn, scripted, site) {
  await test('she says yes in Swahili, without JavaScript', async () => {
    await asha.goto(`${site.base}/sw/me`);
    await asha.getByRole('link', { name: 'Duru na jozi zangu' }).click();
    must(await asha.getByText('Jibu lako linasubiriwa').isVisible(), 'no answer is asked for');
    await asha.getByRole('link', { name: /Björn Lind/ }).click();
    must((await asha.locator('main').innerText()).includes('Lena Facilitator'), 'who stands by it is not said');
    await mustFit(asha, 'match-offer-sw');
    await asha.getByRole('button', { name: 'Jibu', exact: true }).click();
    must(await asha.getByRole('alert').isVisible(), 'an empty answer was taken');
    await asha.locator('select[name=answer]').selectOption({ label: 'Ndiyo, kwa furaha' });
    await asha.getByRole('button', { name: 'Jibu', exact: true }).click();
    must((await asha.locator('main').innerText()).includes('Umesema ndiyo.'), 'her yes is lost');
  });
  await test('he says yes in English, and it is agreed', async () => {
    await bjorn.goto(`${site.base}/en/me/pairs`);
    await bjorn.getByRole('link', { name: /Asha Otieno/ }).click();
    await bjorn.getByLabel('Do you want to be in this pair?').selectOption('yes');
    await bjorn.getByRole('button', { name: 'Answer', exact: true }).click();
    must((await bjorn.locator('main').innerText()).includes('Everybody said yes.'), 'not agreed');
    await mustFit(bjorn, 'match-agreed');
  });
  await test('the pair notes a meeting and what it thinks of it', async () => {
    await asha.reload();
    await asha.getByLabel(/^Siku gani/).fill('7.5.2026');
    await asha.getByLabel('Vipi').selectOption({ label: 'Kwa video' });
    await asha.getByLabel(/Saa, mahali/).fill('Saa nane, Homa Bay');
    await asha.getByRole('button', { name: 'Andika mkutano huu' }).click();
    must((await asha.locator('main').innerText()).includes('Saa nane, Homa Bay'), 'the meeting is lost');
    await asha.getByLabel(/^Siku gani/).fill('2026-09-07');
    await asha.getByLabel(/^Hadi siku gani/).fill('2026-09-11');
    await asha.getByLabel('Vipi').selectOption({ label: 'Mahali pamoja' });
    await asha.getByLabel('Je, ni ziara?').selectOption({ label: 'Ndiyo, natembelewa' });
    await asha.getByRole('button', { name: 'Andika mkutano huu' }).click();
    must((await asha.locator('main').innerText()).includes('Björn Lind anamtembelea Asha Otieno'), 'the visit is lost');
    await asha.locator('#meeting').selectOption({ index: 1 });
    await asha.getByLabel(/Ulichojifunza/).fill('Rejista yao ni rahisi <b>sana</b>');
    await asha.getByRole('button', { name: 'Andika', exact: true }).click();
    await mustFit(asha, 'match-running-sw');
    await bjorn.reload();
    must((await bjorn.locator('main').innerText()).includes('<b>sana</b>'), 'her words are lost');
    await scripted.goto(bjorn.url());
    await mustPassAxe(scripted);
  });
  await test('facilitators see the pair, and not what was for the pair alone', async () => {
    must(!(await scripted.locator('main').innerText()).includes('Rejista'), 'they read it');
    await scripted.getByRole('link', { name: 'Pairs', exact: true }).click();
    must((await scripted.locator('main').innerText()).includes('2 meetings'), 'the meeting is not counted');
    must((await scripted.locator('main').innerText()).includes('1 visit'), 'the visit is not counted');
    await mustFit(scripted, 'match-pairs');
    await mustPassAxe(scripted);
  });
}

export async function match(browser, site) {
  const lead = await invited(browser, site, 'lena@match.example', 'Lena Facilitator', ['--coordinator'], {});
  const asha = await invited(browser, site, 'asha@match.example', 'Asha Otieno', [],
    { javaScriptEnabled: false, locale: 'sw-KE' });
  const bjorn = await invited(browser, site, 'bjorn@match.example', 'Björn Lind', [],
    { javaScriptEnabled: false });
  makeRound(site);
  await finding(lead, site);
  await agreeing(asha, bjorn, lead, site);
  for (const page of [lead, asha, bjorn]) {
    await test('nothing went wrong behind the pages of a round', async () => {
      // a form that is sent back with what is wrong is no trouble
      const troubles = page.troubles.filter((t) => !/status of 422/.test(t));
      mustBe(troubles.length, 0, troubles.join('; '));
    });
    await page.context().close();
  }
}
