// Invited, in, and the first edit: in Swedish, on a phone of 360 pixels.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 }, locale: 'sv-SE' };
const words = 'kiwi hamn nittio lampor';

async function mustFit(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

async function choosePassword(page) {
  for (const field of await page.locator('main input[type=password]').all()) {
    await field.fill(words);
  }
  await page.locator('main form button[type=submit]').first().click();
}

/** What each page of it has to be. */
async function mustBeGood(page, name, withAxe = true) {
  await mustFit(page);
  if (withAxe) await mustPassAxe(page);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

export async function roles(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'asa@roles.example', '--name',
    'Åsa Nyberg', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const keeper = await openPage(browser, phone);
  await keeper.goto(`${site.base}/sv${new URL(link).pathname}`);
  await choosePassword(keeper);
  await keeper.waitForURL(/\/sv\/me/);
  let invitation = '';

  await test('a coordinator invites somebody into a side, on a phone', async () => {
    await keeper.goto(`${site.base}/sv/partnership`);
    await keeper.locator('main').getByRole('link', { name: /Liverpool – Homa Bay/ }).first().click();
    await keeper.getByRole('link', { name: 'Människor i det här partnerskapet' }).click();
    await mustBeGood(keeper, 'people-of-partnership-sv');
    await keeper.getByLabel('Namn').fill('Achieng "A" <Otieno>');
    await keeper.getByLabel('E-postadress').fill('achieng@roles.example');
    await keeper.getByLabel('Mejlet kommer på').selectOption('sv');
    await keeper.getByLabel('Som vad').selectOption('member');
    await keeper.getByLabel('I vad').selectOption({ label: 'Homa Bay' });
    await keeper.getByRole('button', { name: 'Bjud in' }).click();
    invitation = await keeper.locator('main code').innerText();
    must(invitation.includes('/sv/welcome/'), `the link is ${invitation}`);
    await mustBeGood(keeper, 'invited-sv', false);
    await keeper.getByRole('link', { name: 'Tillbaka' }).click();
    must(await keeper.getByText('inbjuden, inte här ännu').isVisible(), 'she is not on the list');
  });

  const member = await openPage(browser, phone);
  await test('who was invited opens the link and lands on her partnership, with links to edit', async () => {
    await member.goto(site.base + new URL(invitation).pathname);
    mustBe(await member.locator('html').getAttribute('lang'), 'sv', 'language');
    await choosePassword(member);
    await member.waitForURL(/\/sv\/partnership\//);
    await mustFit(member);
    mustBe(await member.locator('main .side a[href*="/edit/side/"]').count(), 1, 'sides to edit');
    mustBe(await member.locator('main a[href*="/edit/partnership/"]').count(), 0,
      'ways to edit the partnership');
    mustBe(await member.getByRole('link', { name: 'Människor i det här partnerskapet' }).count(), 0,
      'ways to its people');
  });
  await test('her first edit shows on the page of the partnership', async () => {
    await member.locator('main .side a[href*="/edit/side/"]').first().click();
    await mustFit(member);
    await member.locator('main form textarea').first().fill('Vi börjar med de **små barnen**.');
    await member.locator('main form button[type=submit]').first().click();
    must(await member.getByText('små barnen').first().isVisible(), `${member.url()} does not show it`);
  });
  await test('she says what she shows, and a visitor sees no more than that', async () => {
    await member.goto(`${site.base}/sv/me/profile`);
    await mustBeGood(member, 'profile-sv');
    await member.getByLabel('Vad du gör', { exact: false }).first().fill('Sjuksköterska');
    await member.getByLabel('Vem som ser ditt namn').selectOption('public');
    await member.getByLabel('Vem som ser vad du gör').selectOption('public');
    await member.getByLabel('Hur man når dig', { exact: false }).first().fill('0700-123456');
    await member.locator('main form button[type=submit]').first().click();
    await mustBeGood(member, 'person-sv', false);
    const visitor = await openPage(browser, phone);
    await visitor.goto(member.url());
    must(await visitor.getByText('Sjuksköterska').isVisible(), 'what she does is not shown');
    mustBe(await visitor.getByText('0700-123456').count(), 0, 'how she is reached, for a visitor');
    await mustBeGood(visitor, 'person-visitor-sv', false);
    await visitor.context().close();
  });
  await test('a list is tried first, and says its faults by line', async () => {
    await keeper.goto(`${site.base}/sv/admin/people/list`);
    await keeper.getByLabel('Listan, inklistrad').fill('namn;e-post;roll\nBo;bo@roles.example;medlem\nEva;eva;chef\n');
    await keeper.getByRole('button', { name: 'Prova' }).click();
    must(await keeper.getByText('Rad 3:').isVisible(), 'the fault is not said');
    await mustBeGood(keeper, 'list-faults-sv', false);
    await keeper.getByLabel('Listan, inklistrad').fill('namn;e-post;roll\nBo;bo@roles.example;medlem\n');
    await keeper.getByRole('button', { name: 'Prova' }).click();
    await mustBeGood(keeper, 'list-tried-sv');
    await keeper.getByRole('button', { name: 'Bjud in dem' }).click();
    must((await keeper.locator('main code').innerText()).includes('/welcome/'), 'no link is shown');
  });
  await test('a membership is ended, and she may no more', async () => {
    await keeper.goto(`${site.base}/sv/admin/people?q=achieng@roles.example`);
    await mustBeGood(keeper, 'admin-people-sv');
    await keeper.locator('main ul.list a').first().click();
    await mustBeGood(keeper, 'admin-person-sv', false);
    await keeper.getByRole('link', { name: /Homa Bay/ }).click();
    await mustBeGood(keeper, 'membership-sv');
    await keeper.getByLabel('Varför').fill('Hon flyttar.');
    await keeper.getByRole('button', { name: 'Avsluta' }).click();
    await member.goto(`${site.base}/sv/partnership`);
    await member.locator('main').getByRole('link', { name: /Liverpool – Homa Bay/ }).first().click();
    mustBe(await member.locator('main a[href*="/edit/side/"]').count(), 0, 'sides to edit');
  });
  await member.context().close();
  await keeper.context().close();
}
