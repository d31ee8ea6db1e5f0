// A panel is drawn by lot on phones of 360 pixels without JavaScript: begun in
// Swedish, volunteered for in Swahili with a slip, drawn from a public number,
// and drawn again, twice, by the command from what the pages give.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, dirname } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test, wireBytes } from './harness.mjs';

const words = 'seven quiet lanterns hum';
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

async function begin(page, site) {
  await page.goto(`${site.base}/sv/partnership?q=gishu`);
  await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
  await page.locator('a[href$="/panels"]').first().click();
  await page.fill('[name=name]', 'Invånarpanel om väntetider');
  await page.fill('[name=purpose]', 'Panelen säger vad som ska bli kortare först.');
  await page.selectOption('[name=lang]', 'sv');
  await page.fill('[name=size]', '8');
  await page.fill('[name=quotas]', 'Ålder; under 30; 3; 4\nÅlder; 30 eller mer; 4; 5\n'
    + 'Bor; i staden; 4; 5\nBor; på landet; 3; 4');
  await page.fill('[name=asked]', 'Ålder och var ni bor, så att panelen liknar oss.');
  await page.selectOption('[name=opened_to]', 'network');
  await page.fill('[name=closes_on]', '2099-01-01');
  await page.fill('[name=pay]', '300 kronor per kväll');
  await mustFit(page, 'lot-begin');
  await page.locator('form[action$="/panels"] button').click();
  await mustFit(page, 'lot-draft');
  await page.locator('form[action$="/open"] button').click();
}

async function people(browser, page, folder) {
  const rows = ['label,Ålder,Bor'];
  for (let i = 1; i <= 30; i++) {
    rows.push(`kort ${i},${i % 3 === 0 ? 'under 30' : '30 eller mer'},${i % 2 === 0
      ? 'i staden' : 'på landet'}`);
  }
  writeFileSync(join(folder, 'people.csv'), rows.join('\n'));
  await page.locator('a[href$="/people"]').first().click();
  await page.setInputFiles('[name=file]', join(folder, 'people.csv'));
  await page.locator('form[action$="/people/file"] button').click();
  must((await textOf(page)).includes('30 personer'), 'how many were taken in is not said');
  await mustFit(page, 'lot-people');
  await mustBeUsable(browser, page);
}

async function slipOf(page, address) {
  await page.goto(`${address.replace('/panel/', '/slips/panel/')}`);
  await page.selectOption('[name=role]', 'guest');
  await page.fill('[name=n_slips]', '1');
  await page.locator('main form button[type=submit]').first().click();
  return (await page.locator('p.code').first().innerText()).replace(/[^0-9a-z]/gi, '');
}

export async function lot(browser, site) {
  const folder = dirname(site.db);
  let lead;
  let address;
  let slip;
  await test('a panel is begun, and people volunteer for it with a slip, without JavaScript',
    async () => {
      lead = await invited(browser, site, 'lot.lead@x.example', 'Lotta Lead', phone);
      await begin(lead, site);
      address = lead.url();
      await people(browser, lead, folder);
      const letter = await (await lead.request.get(`${address.replace('/sv/', '/sw/')}/letter.pdf`)).body();
      mustBe(letter.subarray(0, 5).toString(), '%PDF-', 'the letter that asks');
      writeFileSync(join(folder, 'letter.pdf'), letter);
      const code = await slipOf(lead, address);
      slip = await openPage(browser, phone);
      await slip.goto(`${site.base}/sw/slip/${code}`);
      await mustFit(slip, 'lot-slip');
      await mustBeUsable(browser, slip);
      await slip.locator('main form button').last().click();
      must(await slip.locator('.summary').count() === 1, 'nobody is asked to agree');
      for (const field of await slip.locator('select[name^=said]').all()) {
        await field.selectOption('1');
      }
      await slip.selectOption('[name=lang]', 'sw');
      await slip.check('[name=is_understood]');
      await slip.locator('main form button').last().click();
      must((await textOf(slip)).includes('Umejitolea.'), 'that somebody volunteered is not said');
      must(/^\d{5}$/m.test(await textOf(slip)), 'there is no ticket');
      await mustFit(slip, 'lot-ticket');
    });

  await test('a panel is drawn twice from one seed: by the page, and by anybody', async () => {
    await lead.goto(address);
    await lead.locator('form[action$="/freeze"] button').click();
    for (let i = 0; i < 40 && await lead.locator('#list-1').count() === 0; i++) {
      await lead.waitForTimeout(250);
      await lead.goto(`${address}?still=yes`);
    }
    await mustFit(lead, 'lot-listed');
    await mustBeUsable(browser, lead);
    const hash = (await lead.locator('#list-1 dd.code').first().innerText()).trim();
    const list = await (await lead.request.get(`${address}/file/1/list.csv`)).body();
    mustBe(createHash('sha256').update(list).digest('hex'), hash, 'the hash that is published');
    await lead.fill('[name=seed_source]', 'Tio tärningar på mötet');
    await lead.fill('[name=seed_on]', new Date().toISOString().slice(0, 10));
    await lead.locator('form[action$="/source"] button').click();
    await lead.fill('[name=seed]', '3 1 4 1 5 9 2 6 5 3');
    await lead.locator('form[action$="/draw"] button').click();
    await mustFit(lead, 'lot-drawn');
    const tickets = (await lead.locator('#list-1 dd.code').last().innerText()).trim();
    mustBe(tickets.split(' ').length, 8, 'tickets drawn');
    const file = join(folder, 'list.csv');
    writeFileSync(file, list);
    const said = () => execFileSync(program,
      ['panel', file, '--seed', '3 1 4 1 5 9 2 6 5 3'], { encoding: 'utf8' });
    must(said().includes(`tickets: ${tickets}\n`), 'the command draws another panel');
    mustBe(said(), said(), 'the same draw again');
    // and from the volunteers on: the same list
    for (const [name, link] of [['volunteers.csv', 'proof/1/people.csv'],
      ['quotas.csv', 'file/1/quotas.csv']]) {
      const [download] = await Promise.all([lead.waitForEvent('download'),
        lead.locator(`a[href$="${link}"]`).click()]);
      await download.saveAs(join(folder, name));
    }
    execFileSync(program, ['panel', join(folder, 'volunteers.csv'), join(folder, 'quotas.csv'),
      '--size', '8', '--list', join(folder, 'again.csv')]);
    must(execFileSync('cmp', [file, join(folder, 'again.csv')]).length === 0, 'another list');
  });

  await test('everybody sees how a panel was drawn, and nobody what a ticket had said',
    async () => {
      await lead.locator('form[action$="/confirm"] button').click();
      await slip.reload();
      must(/majopo \d+ kati ya 1,000/.test(await textOf(slip)), 'the chance is not said');
      await mustFit(slip, 'lot-chance');
      await mustBeUsable(browser, slip);
      const visitor = await openPage(browser, phone);
      await visitor.goto(address.replace('/sv/', '/en/'));
      const all = await textOf(visitor);
      must(all.includes('confirmed who was drawn'), 'who confirmed is not said');
      must(all.includes('Lotta Lead'), 'the name of who confirmed is not there');
      must(all.includes('3 1 4 1 5 9 2 6 5 3'), 'the public number is not there');
      await mustFit(visitor, 'lot-public');
      await mustBeUsable(browser, visitor);
      mustBe((await visitor.request.get(`${address}/proof/1/people.csv`)).url()
        .includes('sign-in'), true, 'a visitor who asks what tickets had said');
      await visitor.setViewportSize({ width: 1280, height: 800 });
      await mustFit(visitor, 'lot-public-wide');
      const { n } = await wireBytes(site.base, new URL(address).pathname, 'br');
      must(n < 14000, `the page of a panel has ${n} bytes`);
    });
}
