// A proposal that one side refuses, is amended, and on which both agree: laid
// open, asked, answered, closed; on a phone of 360 pixels, without a script. On
// one side is a community, whose people answer with slips of paper: two of them
// by themselves, in Swahili, and one by somebody who writes it down.
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
  let slips = [];
  const villager = await openPage(browser, phone);
  /** One of the community answers; `helper`: it is written down for them. */
  const answerSlip = async (i, value, reason, helper) => {
    await villager.goto(`${site.base}/sw/slip/${slips[i]}`);
    if (helper) {
      await villager.locator('details:has([name=way]) summary').click();
      await villager.selectOption('[name=way]', 'paper');
      await villager.fill('[name=read_back]', 'Nilimsomea mara mbili');
    }
    if (reason) {
      await villager.locator('textarea[name=reason]').fill(reason);
      await villager.locator('[name=is_shown]').check(); // others may read why
    }
    if (i === 0) await mustBeGood(browser, villager, `agree-slip-${value}`);
    await villager.locator(`button[value=${value}]`).click();
    must(await villager.locator('.notice strong').count() > 0, `slip ${i} has not answered`);
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
    await keeper.goto(`${site.base}/en${at}/list`);
    const box = keeper.locator('#add');
    if (!await box.evaluate((d) => d.open)) await box.locator('summary').click();
    await box.getByLabel(/Who: a community/).fill('Women of Rangwe');
    await box.getByLabel('On which side').selectOption({ label: 'Homa Bay' });
    await box.getByLabel('How it answers').selectOption('members');
    await box.locator('[name=n_members]').fill('4');
    await box.getByRole('button', { name: 'Add', exact: true }).click();
    await keeper.getByRole('button', { name: 'Lay the list open' }).click();
    await mustBeGood(browser, keeper, 'agree-listed');
    daysPass(site, 8);
    await open(true);
    must((await keeper.locator('main').innerText()).includes('0 of 3 have been heard enough'),
      'asking did not open');
    // somebody of the community has no telephone: slips are printed for it
    await keeper.goto(`${site.base}/en${at}/list`);
    await keeper.getByRole('link', { name: 'Join slips' }).first().click();
    await keeper.fill('[name=n_slips]', '3');
    await keeper.getByRole('button', { name: 'Make a sheet' }).click();
    slips = (await keeper.locator('.slips .code').allInnerTexts()).map((c) => c.replaceAll('-', ''));
    must(slips.length === 3, `${slips.length} slips`);
  });

  await test('a community refuses with slips, in Swahili, and it is not agreed yet', async () => {
    await answer(nurse, 'en', 'I agree');
    await mother.goto(`${site.base}/sw${at}/answer`);
    await mustBeGood(browser, mother, 'agree-answer-sw');
    await mother.locator('button[value=agree]').click();
    await answerSlip(0, 'object', 'Muda wa maongezi ni ghali');
    await answerSlip(1, 'agree');
    await answerSlip(2, 'live', '', true);
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
    for (let i = 0; i < 3; i++) await answerSlip(i, i === 0 ? 'live' : 'agree', '', i === 2);
    await close();
    must((await keeper.locator('main').innerText())
      .includes('Agreed: every side says yes to the same version.'), 'they have not agreed');
    await mustBeGood(browser, keeper, 'agree-agreed');
    await keeper.getByRole('link', { name: 'The log', exact: true }).click();
    await mustBeGood(browser, keeper, 'agree-log');
  });
}
