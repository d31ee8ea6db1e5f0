// Mails that wait, which of them one gets, and the settings: in Swedish, on a
// phone of 360 pixels.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 }, locale: 'sv-SE' };

async function mustBeGood(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  await mustPassAxe(page);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

export async function mail(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'maja@mail.example', '--name',
    'Maja Ek', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const keeper = await openPage(browser, phone);
  await keeper.goto(`${site.base}/sv${new URL(link).pathname}`);
  for (const field of await keeper.locator('main input[type=password]').all()) {
    await field.fill('kiwi hamn nittio lampor');
  }
  await keeper.locator('main form button[type=submit]').first().click();
  await keeper.waitForURL(/\/sv\/me/);
  const visitor = await openPage(browser, phone);
  await visitor.goto(`${site.base}/sv/sign-in/link`);
  await visitor.locator('main input[name=mail]').fill('maja@mail.example');
  await visitor.locator('main form button[type=submit]').first().click();
  await visitor.context().close();

  await test('a coordinator finds a mail that waits, reads it and marks it as handed on', async () => {
    await keeper.goto(`${site.base}/sv/admin`);
    await keeper.locator('main a[href="/sv/admin/mail"]').click();
    must(await keeper.getByText('Ingen e-postserver är inställd här').isVisible(), 'no word about the server');
    await mustBeGood(keeper, 'mails-sv');
    await keeper.locator('main .list a', { hasText: /logga in/ }).first().click();
    must(await keeper.getByText('/sign-in/link/').isVisible(), 'the mail does not say its link');
    const href = await keeper.getByRole('link', { name: 'Skriv det i mitt e-postprogram' }).getAttribute('href');
    must(href.startsWith('mailto:maja@mail.example?subject='), `the mail program gets ${href}`);
    must(decodeURIComponent(href).includes('\r\n\r\nhttp'), 'its body lacks the link');
    await mustBeGood(keeper, 'mail-sv');
    await keeper.getByRole('button', { name: 'Jag har vidarebefordrat det' }).click();
    must(await keeper.getByText('Vidarebefordrade').isVisible(), 'it is not marked');
  });

  await test('one chooses which mails one gets, and those that must come have no button', async () => {
    await keeper.goto(`${site.base}/sv/me`);
    await keeper.getByRole('link', { name: 'Vilka brev du får' }).click();
    await mustBeGood(keeper, 'my-mails-sv');
    await keeper.getByRole('button', { name: /Påminnelser/ }).click();
    must(await keeper.getByText('De här har du stoppat.').isVisible(), 'it was not stopped');
    await keeper.getByRole('button', { name: /Skicka de här till mig igen/ }).click();
    mustBe(await keeper.getByText('De här har du stoppat.').count(), 0, 'kinds stopped');
    mustBe(await keeper.getByRole('button', { name: /Länkar för att logga in/ }).count(), 0, 'buttons');
  });

  await test('settings keep what was typed when it is wrong, and are saved when it is right', async () => {
    await keeper.goto(`${site.base}/sv/admin/settings`);
    await mustBeGood(keeper, 'settings-sv');
    const field = keeper.getByLabel('Den minsta grupp vars siffror visas', { exact: false });
    await field.fill('2');
    await keeper.getByRole('button', { name: 'Spara' }).click();
    mustBe(await field.inputValue(), '2', 'what stands in the field');
    must(await keeper.locator('[role=alert]').isVisible(), 'nothing is said');
    await mustBeGood(keeper, 'settings-wrong-sv');
    await field.fill('7');
    await keeper.getByRole('button', { name: 'Spara' }).click();
    must(await keeper.getByText('Sparat.').isVisible(), 'it is not said to be saved');
    mustBe(await field.inputValue(), '7', 'what stands in the field');
    await field.fill('5');
    await keeper.getByRole('button', { name: 'Spara' }).click();
  });

  await test('of two coordinators the second sees that the first changed something', async () => {
    await keeper.goto(`${site.base}/sv/admin/settings`);
    const other = await keeper.context().newPage();
    await other.goto(`${site.base}/sv/admin/settings`);
    const label = 'Den minsta grupp vars siffror visas';
    await other.getByLabel(label, { exact: false }).fill('9');
    await other.getByRole('button', { name: 'Spara' }).click();
    await keeper.getByLabel(label, { exact: false }).fill('6');
    await keeper.getByRole('button', { name: 'Spara' }).click();
    must(await keeper.getByText('Någon annan ändrade inställningarna').isVisible(), 'nothing is said');
    mustBe(await keeper.getByLabel(label, { exact: false }).inputValue(), '6', 'what was typed');
    await keeper.getByLabel(label, { exact: false }).fill('5');
    await keeper.getByRole('button', { name: 'Spara' }).click();
    must(await keeper.getByText('Sparat.').isVisible(), 'it cannot be saved');
    await other.close();
  });
  await keeper.context().close();
}
