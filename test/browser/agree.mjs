// A proposal that one side refuses, is amended, and on which both agree: laid
// open, asked, answered, closed; on a phone of 360 pixels, without a script.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, openPage, pictures, program, root, test } from './harness.mjs';

const words = 'kiwi hamn nittio lampor';
const phone = { viewport: { width: 360, height: 640 }, javaScriptEnabled: false };

/** As if so many days had gone by: test/days/days.c. */
function daysPass(site, n) {
  const tool = join(dirname(program), 'test/days');
  if (!existsSync(tool)) {
    execFileSync('sh', ['-c', `${process.env.CC ?? 'gcc'} -std=c2x -D_GNU_SOURCE `
      + `$(pkg-config --cflags libpq) -o "${tool}" test/days/days.c -lpq -lsqlite3`], { cwd: root });
  }
  execFileSync(tool, [site.db, String(n)]);
}

/** The same page with scripts, for axe; and that it fits. */
async function mustBeGood(browser, page, name) {
  const twin = await openPage(browser, { viewport: phone.viewport,
    storageState: await page.context().storageState() });
  await twin.goto(page.url());
  const wide = await twin.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  await mustPassAxe(twin);
  await twin.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await twin.context().close();
}

async function enter(browser, site, name, mail, more) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, ...more,
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, phone);
  await page.goto(site.base + new URL(link.replace('/welcome/', '/en/welcome/')).pathname);
  for (const field of await page.locator('main input[type=password]').all()) {
    await field.fill(words);
  }
  await page.locator('main form button[type=submit]').first().click();
  return page;
}

/** Members of the sides, by a file, as who runs the network would. */
function seat(site, people) {
  const folder = join(dirname(site.db), 'seats');
  const out = join(dirname(site.db), 'seats-out');
  mkdirSync(folder, { recursive: true });
  execFileSync(program, ['export', out, '--db', site.db], { stdio: 'pipe' });
  const rows = readFileSync(join(out, 'person.csv'), 'utf8').split('\n');
  const lines = people.map(([name, side], i) =>
    `agree${i},${rows.find((r) => r.includes(name)).split(',')[0]},member,side,${side},2026-01-01`);
  writeFileSync(join(folder, 'membership.csv'),
    `code,person,role,kind,of,starts_on\n${lines.join('\n')}\n`);
  execFileSync(program, ['import', folder, '--db', site.db], { stdio: 'pipe' });
}

export async function agree(browser, site) {
  const keeper = await enter(browser, site, 'Kim Ask', 'kim@agree.example', ['--coordinator']);
  const mother = await enter(browser, site, 'Akinyi Ask', 'akinyi@agree.example', []);
  const nurse = await enter(browser, site, 'Nell Ask', 'nell@agree.example', []);
  seat(site, [['Akinyi Ask', 'liverpool-homa-bay-2'], ['Nell Ask', 'liverpool-homa-bay-1']]);
  let at;

  const open = async (isFirst) => {
    await keeper.goto(`${site.base}/en${at}/list`);
    const last = new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10);
    await keeper.getByLabel(/Asked until/).fill(last);
    if (isFirst) {
      await keeper.getByLabel(/lead for safeguarding/).selectOption({ label: 'Nell Ask (Liverpool)' });
    }
    // some members may read a language in which it is not written yet
    const anyway = keeper.locator('input[name=anyway]');
    if (await anyway.count() > 0) await anyway.check();
    await keeper.getByRole('button', { name: 'Open asking' }).click();
  };
  const close = async () => {
    daysPass(site, 21);
    await keeper.goto(`${site.base}/en${at}`);
    await keeper.getByRole('button', { name: /Close asking/ }).click();
  };
  const answer = async (page, lang, name) => {
    await page.goto(`${site.base}/${lang}${at}/answer`);
    await page.getByRole('button', { name, exact: true }).click();
  };

  await test('a list is written, laid open and looked at before anybody is asked', async () => {
    await keeper.goto(`${site.base}/en/partnership?q=Homa+Bay`);
    const link = await keeper.locator('main a[href*="liverpool"]').first().getAttribute('href');
    await keeper.goto(`${site.base}${link}`);
    await keeper.getByRole('link', { name: 'Proposals', exact: true }).click();
    await keeper.getByLabel(/in a few words/).fill('Moja kwa wote');
    await keeper.getByLabel(/How much can/).selectOption('collaborate');
    await keeper.getByLabel('What is proposed').fill('One number for all.');
    await keeper.getByRole('button', { name: 'Save the draft' }).click();
    at = new URL(keeper.url()).pathname.replace('/en', '');
    for (const [name, side, who] of [['The county', 'Homa Bay', 'Akinyi Ask (Homa Bay)'],
      ['The city', 'Liverpool', 'Nell Ask (Liverpool)']]) {
      await keeper.goto(`${site.base}/en${at}/list`);
      const box = keeper.locator('#add');
      if (!await box.evaluate((d) => d.open)) await box.locator('summary').click();
      await box.getByLabel(/Who: a community/).fill(name);
      await box.getByLabel('On which side').selectOption({ label: side });
      await box.getByLabel('How it answers').selectOption('role');
      await box.getByLabel(/who answers for it/).selectOption({ label: who });
      await box.getByRole('button', { name: 'Add', exact: true }).click();
    }
    await keeper.getByRole('button', { name: 'Lay the list open' }).click();
    await mustBeGood(browser, keeper, 'agree-listed');
    daysPass(site, 8);
    await open(true);
    must((await keeper.locator('main').innerText()).includes('0 of 2 have been heard enough'),
      'asking did not open');
  });

  await test('one side refuses, in Swahili, and it is not agreed yet', async () => {
    await answer(nurse, 'en', 'I agree');
    await mother.goto(`${site.base}/sw${at}/answer`);
    await mustBeGood(browser, mother, 'agree-answer-sw');
    await mother.locator('select[name=ground]').selectOption('money');
    await mother.locator('textarea[name=reason]').fill('Muda wa maongezi ni ghali');
    await mother.locator('button[value=object]').click();
    await close();
    must((await keeper.locator('main').innerText()).includes('Not yet: an objection is open.'),
      'the objection is not said');
    await keeper.getByRole('link', { name: /Objections: their answers/ }).click();
    must((await keeper.locator('main').innerText()).includes('Muda wa maongezi ni ghali'),
      'why is not said');
    await mustBeGood(browser, keeper, 'agree-objections');
  });

  await test('it is amended, both agree to the same version, and the log counts', async () => {
    await keeper.goto(`${site.base}/en${at}`);
    await keeper.locator('textarea[name=body]').fill('One number for all, free of charge.');
    await keeper.getByRole('button', { name: 'Save as the next version' }).click();
    await open(false);
    await answer(nurse, 'en', 'I agree');
    await mother.goto(`${site.base}/sw${at}/answer`);
    await mother.locator('button[value=live]').click();
    await close();
    must((await keeper.locator('main').innerText())
      .includes('Agreed: every side says yes to the same version.'), 'they have not agreed');
    await mustBeGood(browser, keeper, 'agree-agreed');
    await keeper.getByRole('link', { name: 'The log', exact: true }).click();
    await mustBeGood(browser, keeper, 'agree-log');
  });
}
