// Seeing to it and leaving: the coordinator's overview on a phone, everything
// about oneself, and erasure.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 }, javaScriptEnabled: true };

/** Somebody with an account of their own, signed in on a page of their own. */
async function signedIn(browser, site, mail, name, options) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name,
    ...options.as, '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, { ...phone, ...options });
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) {
    await field.fill('kiwi harbour ninety lamps');
  }
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function mustFit(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

export async function law(browser, site) {
  const keeper = await signedIn(browser, site, 'keeper@law.example', 'Åsa Öberg <b>',
    { as: ['--coordinator'] });
  await test('the overview and the audit log work on a phone', async () => {
    for (const [code, heading] of [['sv', 'Samordning'], ['sw', 'Uratibu'], ['en', 'Coordination']]) {
      await keeper.goto(`${site.base}/${code}/admin`);
      mustBe(await keeper.locator('h1').innerText(), heading, 'heading');
      await mustFit(keeper);
      await mustPassAxe(keeper);
      await keeper.screenshot({ path: join(pictures, `admin-${code}.png`), fullPage: true });
    }
    await keeper.getByRole('link', { name: 'Audit log' }).first().click();
    must((await keeper.locator('main').innerText()).includes('Åsa Öberg <b>'), 'no name in the log');
    await mustFit(keeper);
    await mustPassAxe(keeper);
    await keeper.screenshot({ path: join(pictures, 'audit-en.png'), fullPage: true });
    await keeper.getByLabel('What was done').selectOption('unlink');
    await keeper.getByRole('button', { name: 'Show' }).click();
    mustBe(await keeper.locator('main ul.list > li').count(), 0, 'links taken away');
  });
  await test('what is kept is said in four languages', async () => {
    for (const code of ['en', 'sv', 'sw', 'luo']) {
      await keeper.goto(`${site.base}/${code}/privacy`);
      await mustFit(keeper);
      await mustPassAxe(keeper);
      await keeper.screenshot({ path: join(pictures, `privacy-${code}.png`), fullPage: true });
    }
  });
  const nurse = await signedIn(browser, site, 'amina@law.example', 'Amina Wekesa', { as: [] });
  await test('everything about oneself is there to read and to take along', async () => {
    await nurse.goto(`${site.base}/en/me`);
    await nurse.getByRole('link', { name: 'Everything about you' }).click();
    must((await nurse.locator('main').innerText()).includes('amina@law.example'), 'no address');
    await mustFit(nurse);
    await mustPassAxe(nurse);
    await nurse.screenshot({ path: join(pictures, 'data-en.png'), fullPage: true });
    const [download] = await Promise.all([nurse.waitForEvent('download'),
      nurse.getByRole('link', { name: 'As a file (JSON)' }).click()]);
    const all = JSON.parse(readFileSync(await download.path(), 'utf8'));
    mustBe(all.account.mail, 'amina@law.example', 'mail');
  });
  await test('who leaves says so twice, and is gone', async () => {
    await nurse.goto(`${site.base}/sv/me/erase`);
    await mustFit(nurse);
    await mustPassAxe(nurse);
    await nurse.screenshot({ path: join(pictures, 'erase-sv.png'), fullPage: true });
    await nurse.getByLabel('Ditt lösenord').fill('something else');
    await nurse.getByLabel('Jag vet att ingen kan göra detta ogjort').check();
    await nurse.getByRole('button', { name: 'Radera' }).click();
    must(await nurse.getByRole('alert').isVisible(), 'a wrong password was taken');
    await nurse.getByLabel('Ditt lösenord').fill('kiwi harbour ninety lamps');
    await nurse.getByLabel('Jag vet att ingen kan göra detta ogjort').check();
    await nurse.getByRole('button', { name: 'Radera' }).click();
    mustBe(await nurse.locator('h1').innerText(), 'Du har lämnat nätverket', 'heading');
    await nurse.goto(`${site.base}/sv/me`);
    must(nurse.url().includes('/sign-in'), 'still signed in');
    await keeper.goto(`${site.base}/en/admin/audit?action=erase`);
    const said = await keeper.locator('main').innerText();
    must(said.includes('Somebody who left') && !said.includes('Amina'), said);
    await new Promise((done) => { setTimeout(done, 2500); });
    must(!readFileSync(site.db, 'latin1').includes('amina@law'), 'it is still in the file');
    must(!readFileSync(`${site.db}-wal`, 'latin1').includes('amina@law'), 'it is still in the log');
  });
  await keeper.context().close();
  await nurse.context().close();
}
