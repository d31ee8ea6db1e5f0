// A workshop proposed without an account, on a phone and without JavaScript, in
// Swahili; brought together with another, refused and taken apart; and groups
// made, moved by hand and confirmed.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 } };
const words = 'plum harbour ninety lamps';

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

async function mustFit(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

const shoot = (page, name) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

function proposalLink(site) {
  const mails = JSON.parse(execFileSync(program, ['mail', '--format', 'json', '--db', site.db],
    { encoding: 'utf8' }));
  const body = mails.map((m) => m.body ?? '').find((b) => b.includes('/proposal/open/'));
  return new URL(/https?:\S+\/proposal\/open\/\S+/.exec(body)[0]).pathname;
}

async function proposing(browser, site, boss) {
  const page = await openPage(browser, { ...phone, javaScriptEnabled: false, locale: 'sw-KE' });
  await test('without an account, in Swahili: a workshop is proposed on a phone', async () => {
    await page.goto(`${site.base}/sw/call`);
    await page.locator('main .list a').first().click();
    await mustFit(page);
    await shoot(page, 'call-sw');
    await page.getByRole('link', { name: 'Pendekeza warsha' }).click();
    await page.getByLabel('Kichwa cha warsha').fill('Nani <b>hulipa</b> nauli?');
    await page.getByLabel('pay of volunteers').check();
    await page.getByLabel('cost of travel').check();
    await page.getByLabel('film').check();
    await page.getByLabel('Jina lako').fill('Atieno');
    await page.getByLabel('Anwani yako ya barua pepe').fill('atieno@groups.example');
    await page.getByRole('button', { name: 'Tuma', exact: true }).click();
    must(await page.getByRole('alert').isVisible(), 'half a proposal was sent');
    mustBe(await page.getByLabel('Kichwa cha warsha').inputValue(), 'Nani <b>hulipa</b> nauli?', 'title');
    await mustFit(page);
    await shoot(page, 'propose-wrong-sw');
    await page.getByRole('button', { name: 'Hifadhi kwa baadaye' }).click();
    must(page.url().endsWith('/sw/proposal/thanks'), page.url());
  });
  await test('the link in the mail leads back, and sends it', async () => {
    await page.goto(site.base + proposalLink(site));
    await page.getByLabel('Inahusu nini').fill('Nauli ya **wahudumu** wa kujitolea.');
    await page.getByLabel('Jina', { exact: true }).first().fill('Atieno');
    await page.getByRole('button', { name: 'Tuma', exact: true }).click();
    must((await page.locator('main').innerText()).includes('limetumwa'), 'not sent');
    await shoot(page, 'proposal-sw');
  });
  await test('proposals that share a theme are brought together, and why is said', async () => {
    await boss.goto(`${site.base}/en/call`);
    await boss.locator('main .list a').first().click();
    await boss.getByRole('link', { name: 'Bring proposals together' }).click();
    const text = await boss.locator('main').innerText();
    must(text.includes('Proved best'), 'no proof');
    must(text.includes('pay of volunteers'), 'no theme in common');
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'merge-en');
    await boss.locator('article', { hasText: 'hulipa' }).getByRole('button', { name: /Make it a session/ }).click();
    must((await boss.locator('h1').innerText()).includes('<b>hulipa</b>'), 'title is lost');
    must((await boss.locator('main').innerText()).includes('Comes from'), 'no thread');
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'session-en');
    await boss.getByRole('button', { name: 'Take it apart' }).click();
    must((await boss.locator('main').innerText()).includes('May be together again'), 'not kept apart');
  });
  await test('who leads is shown against whom it is about', async () => {
    await boss.goto(`${site.base}/sv/call?ended=on`);
    await boss.locator('main .list a').first().click();
    await boss.locator('main a[href$="/who"]').click();
    must((await boss.locator('main').innerText()).includes('Gapet'), 'no gap');
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'against-sv');
  });
  await page.context().close();
}

const people = `code,name,organisation,role_family,level,interests,goals,languages,lived
${[...'abcdefghi'].map((c, i) => `${c},Person ${c.toUpperCase()},org${i % 4},${['nurse', 'policy', 'youth'][i % 3]},${i % 5},${['water;births', 'births;pay', 'pay;water'][i % 3]},trust,en:3${i % 2 ? ';sw:2' : ''},${i % 3 ? 'no' : 'yes'}`).join('\n')}
`;

async function grouping(browser, site, boss) {
  await test('groups are found, moved by hand with what it costs, and confirmed', async () => {
    await boss.goto(`${site.base}/en/partnership?q=liverpool`);
    await boss.locator('main a[href*="/partnership/learning"]').first().click();
    await boss.getByRole('link', { name: 'Calls for workshops' }).click();
    await boss.getByRole('link', { name: 'Make groups' }).click();
    await boss.getByLabel('Name', { exact: false }).first().fill('Tables of the first day');
    await boss.getByLabel('Smallest size of a group').fill('3');
    await boss.getByLabel('Largest size of a group').fill('3');
    await boss.getByLabel('At least so many with lived experience').fill('1');
    await boss.locator('main form button[type=submit]').first().click();
    await boss.getByText('From a file', { exact: true }).click();
    await boss.getByLabel('Or the same, pasted').fill(people);
    await boss.getByRole('button', { name: 'Take these people' }).click();
    await boss.getByRole('button', { name: 'Find groups' }).click();
    const text = await boss.locator('main').innerText();
    must(text.includes('Proved best'), `no proof: ${text.slice(0, 600)}`);
    mustBe(await boss.locator('article').count(), 3, 'groups');
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'groups-en');
    const first = (await boss.locator('article').first().locator('p').first().innerText()).split(' · ')[0];
    await boss.locator('#pick-person').selectOption({ label: first });
    await boss.locator('#to').selectOption('2');
    await boss.getByRole('button', { name: 'What would it cost?' }).click();
    const cost = await boss.locator('section.call').innerText();
    must(cost.includes('at most 3 are wanted'), cost);
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'groups-move-en');
    await boss.getByRole('link', { name: 'Leave it as it is' }).click();
    await boss.getByRole('button', { name: 'Confirm these groups' }).click();
    await boss.locator('article a').first().click();
    must((await boss.locator('main').innerText()).includes('Why these'), 'no reasons');
    await mustPassAxe(boss);
    await mustFit(boss);
    await shoot(boss, 'group-en');
  });
}

/** Calls, sessions and groups. */
export async function groups(browser, site) {
  const boss = await invited(browser, site, 'boss@groups.example', 'Åsa Öberg',
    ['--coordinator'], phone);
  await proposing(browser, site, boss);
  await grouping(browser, site, boss);
  await boss.context().close();
}
