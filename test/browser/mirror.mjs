// Boards: made, added to, agreed with, brought together, shown, read beside
// each other, printed; on a phone of 360 pixels, without a script, in Swahili.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const words = 'kiwi hamn nittio lampor';
const phone = { viewport: { width: 360, height: 640 } };

/** The same page with scripts, for axe; and that it fits. */
async function mustBeGood(browser, page, name) {
  const twin = await openPage(browser, { ...phone,
    storageState: await page.context().storageState() });
  await twin.goto(page.url());
  const wide = await twin.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  await mustPassAxe(twin);
  await twin.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  await twin.context().close();
}

async function enter(browser, site, options, link) {
  const page = await openPage(browser, options);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('main input[type=password]').all()) {
    await field.fill(words);
  }
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForLoadState();
  return page;
}

async function fetchFile(page, address) {
  const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
  return new Promise((resolve, reject) => {
    get(address, { headers: { cookie: cookies } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

export async function mirror(browser, site) {
  const link = execFileSync(program, ['user', 'invite', 'kim@mirror.example', '--name',
    'Kim Ek', '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const keeper = await enter(browser, site, phone, link.replace('/welcome/', '/en/welcome/'));
  const people = {};
  let list;

  await test('a coordinator makes boards for both sides and asks members in', async () => {
    await keeper.goto(`${site.base}/en/partnership?q=Homa+Bay`);
    await keeper.locator('main').getByRole('link', { name: /Homa Bay/ }).first().click();
    await keeper.getByRole('link', { name: 'Boards beside each other' }).click();
    list = new URL(keeper.url()).pathname.replace('/en', '');
    await keeper.getByLabel('What it is about').fill('Afya ya mama, 2026');
    await keeper.getByRole('button', { name: 'Make them' }).click();
    must(await keeper.getByRole('heading', { name: 'Afya ya mama, 2026' }).isVisible(),
      'the boards are not there');
    await mustBeGood(browser, keeper, 'boards-en');
    for (const [side, name] of [['liverpool-homa-bay-2', 'Achieng Auma'],
      ['liverpool-homa-bay-1', 'Beth Ward']]) {
      await keeper.goto(`${site.base}/en/admin/people/invite`);
      await keeper.locator('#f-name').fill(name);
      await keeper.locator('#f-mail').fill(`${side}@mirror.example`);
      await keeper.locator('#f-language').selectOption('sw');
      await keeper.locator('#f-role').selectOption('member');
      await keeper.locator('#f-of').fill(side);
      await keeper.locator('main form button[type=submit]').click();
      const invitation = (await keeper.locator('main code').first().innerText()).trim();
      people[side] = await enter(browser, site,
        { ...phone, locale: 'sw-KE', javaScriptEnabled: false }, invitation);
    }
  });

  const homa = people['liverpool-homa-bay-2'], pool = people['liverpool-homa-bay-1'];
  const open = async (page, side) => {
    await page.goto(`${site.base}/sw${list}`);
    await page.locator('section', { hasText: 'Afya ya mama, 2026' })
      .getByRole('link', { name: side }).click();
  };
  const add = async (page, heading, said) => {
    await page.getByLabel('Chini ya kichwa kipi').selectOption({ label: heading });
    await page.getByLabel('Unachotaka kusema').fill(said);
    await page.getByRole('button', { name: 'Ongeza', exact: true }).click();
  };

  await test('a member adds what they see, without their name, and agrees', async () => {
    await open(homa, 'Homa Bay');
    await mustBeGood(browser, homa, 'board-empty-sw');
    await add(homa, 'Nguvu', 'Wakunga wanajua kila nyumba');
    await add(homa, 'Udhaifu', 'Hakuna damu hospitalini <usiku>');
    must(await homa.getByText('Hakuna damu hospitalini <usiku>').isVisible(), 'it is not there');
    must(await homa.getByText('haina jina').first().isVisible(), 'it seems to be signed');
    await homa.getByRole('button', { name: 'Nakubali' }).first().click();
    must(await homa.getByText('1 anakubali').isVisible(), 'the mark is not counted');
    await mustBeGood(browser, homa, 'board-sw');
  });

  await test('the other side reads nothing of it before it is shown', async () => {
    await pool.goto(`${site.base}/sw${list}`);
    mustBe(await pool.locator('section', { hasText: 'Afya ya mama, 2026' })
      .getByRole('link', { name: 'Homa Bay' }).count(), 0, 'links');
    await open(pool, 'Liverpool');
    await add(pool, 'Nguvu', 'Benki ya damu hufunguliwa usiku kucha');
    await pool.getByRole('link', { name: 'Kando kwa kando' }).click();
    must(await pool.getByText('Homa Bay haujaonyesha ubao wake bado').isVisible(),
      'it does not say so');
    mustBe(await pool.getByText('Hakuna damu').count(), 0, 'entries of the other side');
  });

  await test('entries come together in a theme by ticks', async () => {
    for (const [page, side, said] of [[homa, 'Homa Bay', /Hakuna damu/],
      [pool, 'Liverpool', /Benki ya damu/]]) {
      await open(page, side);
      await page.getByRole('link', { name: 'Kusanya mambo pamoja' }).click();
      await page.getByLabel(said).check();
      await page.getByLabel('Au katika mpya').fill('Damu');
      await page.getByRole('button', { name: 'Yaweke pamoja' }).click();
      must(await page.getByText('Damu').first().isVisible(), 'there is no theme');
    }
    await mustBeGood(browser, homa, 'board-themes-sw');
  });

  await test('shown to each other, one has what the other lacks', async () => {
    for (const side of ['Homa Bay', 'Liverpool']) {
      await keeper.goto(`${site.base}/en${list}`);
      await keeper.locator('section', { hasText: 'Afya ya mama, 2026' })
        .getByRole('link', { name: side }).click();
      await keeper.getByRole('button', { name: 'Show it to the other sides' }).click();
    }
    await open(homa, 'Homa Bay');
    await homa.getByRole('link', { name: 'Kando kwa kando' }).click();
    must(await homa.getByText('Homa Bay wanatatizika na').isVisible(), 'no difficulty is shown');
    must(await homa.getByText('Yote mawili yako katika mada Damu').isVisible(), 'no reason is given');
    await mustBeGood(browser, homa, 'boards-beside-sw');
    await homa.getByRole('link', { name: /Hakuna damu/ }).first().click();
    await mustBeGood(browser, homa, 'board-entry-sw');
  });

  await test('printed it is one page, on A3 and in the browser', async () => {
    await open(homa, 'Homa Bay');
    await homa.getByRole('link', { name: 'Kando kwa kando' }).click();
    const pdf = await homa.getByRole('link', { name: /A3/ }).getAttribute('href');
    const began = Date.now();
    const file = await fetchFile(homa, site.base + pdf);
    mustBe(file.status, 200, 'status');
    must(Date.now() - began < 2000, 'it takes too long');
    mustBe(file.body.toString('latin1').split('/Type /Page ').length - 1, 1, 'pages');
    writeFileSync(join(pictures, 'boards.pdf'), file.body);
    await homa.emulateMedia({ media: 'print' });
    must(!await homa.getByRole('link', { name: /A3/ }).isVisible(), 'a button is on paper');
    await homa.screenshot({ path: join(pictures, 'boards-print.png'), fullPage: true });
  });

  for (const page of [keeper, homa, pool]) await page.context().close();
}
