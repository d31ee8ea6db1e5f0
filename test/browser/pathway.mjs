// A pathway is drawn and a register read beside it: on a phone of 360 pixels,
// in Swahili and in English. No page of it has a script.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 } };
const words = 'kiwi harbour ninety lamps';

async function invited(browser, site, mail, name) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, '--coordinator',
    '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, phone);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function mustFit(page, name) {
  const { wide, small } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('main button:not(.hidden), main input:not([type=hidden]):not([type=checkbox]), main select')]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.height > 0 && r.height < 43; }).length,
  }));
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  mustBe(small, 0, `what is too small to touch on ${page.url()}`);
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

const rows = ['Kuzungumza na mhamasishaji', 'Kituo cha afya', 'Usajili', 'Uchunguzi wa awali',
  'Kipimo cha damu; Picha; Sampuli', 'Utambuzi', 'Rufaa', 'Ushauri', 'Matibabu', 'Ufuatiliaji'];

// What drawing costs somebody who has never seen the page: words to read, words
// to type, and taps; in seconds at a slow hand's 100 and 15 words a minute.
const cost = { read: 0, typed: 0, taps: 0, fields: 0 };
const countWords = (text) => text.split(/\s+/).filter((word) => /\p{L}|\d/u.test(word)).length;
async function reads(page) {
  cost.read += countWords(await page.locator('main').innerText());
}
async function types(page, name, words) {
  cost.typed += countWords(words);
  cost.taps++;
  cost.fields++;
  await page.fill(`[name=${name}]`, words);
}
async function chooses(page, name, value) {
  cost.taps += 2;
  cost.fields++;
  await page.selectOption(`[name=${name}]`, value);
}
async function taps(it) {
  cost.taps++;
  await it.click();
}

async function drawing(page, site) {
  await test('ten rows are drawn on a phone in Swahili, without a script', async () => {
    await page.goto(`${site.base}/sw/partnership?q=gishu`);
    await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
    await taps(page.getByRole('link', { name: 'Njia za huduma kando kwa kando' }));
    await reads(page);
    await types(page, 'name', 'Saratani ya shingo ya kizazi');
    await chooses(page, 'side', { label: 'Uasin Gishu County' });
    await taps(page.getByRole('button').last());
    await reads(page);
    for (let i = 0; i < rows.length; i++) await types(page, `r${i + 1}_names`, rows[i]);
    await taps(page.locator('summary').nth(4));
    await chooses(page, 'r5_kind', 'any');
    await taps(page.getByRole('button', { name: 'Onyesha picha', exact: true }).last());
    must(await page.locator('svg.flow-map').count() === 1, 'there is no picture');
    await mustFit(page, 'pathway-draw');
    await taps(page.locator('button[value=save]'));
    mustBe(await page.locator('ol.steps a').count(), 12, 'the steps that are said in words');
    await mustFit(page, 'pathway-drawn');
    await mustPassAxe(page);
  });
  await test('who draws ten rows for the first time needs less than five minutes', async () => {
    const seconds = 60 * (cost.read / 100 + cost.typed / 15) + 2 * cost.taps;
    console.log(`ten rows: ${cost.fields} fields, ${cost.taps} taps, ${cost.typed} words to type, `
      + `${cost.read} to read: ${Math.round(seconds)} s`);
    must(cost.fields >= 13, 'not all of it was counted');
    must(seconds < 300, `drawing ten rows takes ${Math.round(seconds)} s`);
  });
}

async function walking(page, site) {
  const file = join(dirname(site.db), 'register.csv');
  const log = execFileSync(program, ['generate', 'journeys', '--cases', '300', '--seed', '7'],
    { encoding: 'utf8' });
  writeFileSync(file, log.replace(/timestamp/, 'when_it_was').replace(/facility_level/, 'timestamp'));
  await test('a register is read with a wrong column of time, and mended', async () => {
    await page.goto(`${site.base}/en/partnership?q=gishu`);
    await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
    await page.getByRole('link', { name: 'Pathways beside each other' }).click();
    await page.getByRole('link', { name: 'Breast cancer in Uasin Gishu' }).click();
    await page.locator('summary', { hasText: 'Add a log' }).click();
    await page.fill('[name=name]', 'Register of the county');
    await page.setInputFiles('[name=file]', file);
    await page.getByRole('button', { name: 'Send it' }).click();
    await mustFit(page, 'pathway-sent');
    await mustPassAxe(page);
    await page.selectOption('[name=when]', 'timestamp');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByText('It did not work, and nothing was changed.').waitFor({ timeout: 15000 });
    await page.selectOption('[name=when]', 'when_it_was');
    await page.fill('[name=also]', 'sex; age_group');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.locator('#map').waitFor({ timeout: 15000 });
    await mustFit(page, 'pathway-walked');
    await mustPassAxe(page);
  });
  await test('it is split by sex, and the slider works without a script', async () => {
    await page.locator('#by').getByRole('link', { name: 'sex', exact: true }).click();
    must((await page.locator('#by thead').innerText()).includes('F'), 'women are no column');
    const before = await page.locator('g.step').count();
    await page.locator('#map').getByRole('link', { name: '30 %' }).click();
    must(await page.locator('g.step').count() < before, 'the slider hides nothing');
  });
}

// what the other side calls its steps
const swedish = [['Community screening', 'Mammography screening'],
  ['Clinic visit', 'Visit to the health centre'], ['Registration', 'Referral to the breast clinic'],
  ['Blood test', 'Mammography'], ['Imaging', 'Ultrasound'], ['Specimen culture', 'Biopsy'],
  ['Treatment start', 'Surgery']];

async function beside(page, site) {
  const log = execFileSync(program, ['generate', 'journeys', '--cases', '400', '--seed', '11'],
    { encoding: 'utf8' });
  const file = join(dirname(site.db), 'other.csv');
  writeFileSync(file, swedish.reduce((all, [from, to]) => all.replaceAll(from, to), log));
  await test('a side shows what was found, and the two stand beside each other', async () => {
    await page.getByRole('button', { name: 'Show it to the other sides' }).click();
    await page.getByRole('button', { name: 'Show it no more' }).waitFor();
    await page.goto(`${site.base}/en/partnership?q=gishu`);
    await page.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
    await page.getByRole('link', { name: 'Pathways beside each other' }).click();
    await page.getByRole('link', { name: 'Breast cancer in Östergötland' }).click();
    await page.locator('summary', { hasText: 'Add a log' }).click();
    await page.fill('[name=name]', 'Cancer register');
    await page.setInputFiles('[name=file]', file);
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.fill('[name=also]', 'sex; age_group');
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.locator('#map').waitFor({ timeout: 15000 });
    await page.getByRole('button', { name: 'Show it to the other sides' }).click();
    await page.getByRole('link', { name: 'How it is walked, side by side' }).click();
    mustBe(await page.locator('.side h2').count(), 2, 'the sides');
    must(await page.locator('#graph svg').count() === 1, 'there is no graph of differences');
    await mustFit(page, 'pathway-beside');
    await mustPassAxe(page);
  });
  await test('they are split by sex, and a difference begins a project in words', async () => {
    await page.locator('#by').getByRole('link', { name: 'age_group', exact: true }).click();
    await page.locator('#by').getByRole('link', { name: 'sex', exact: true }).click();
    mustBe(await page.locator('#by tbody tr').count(), 4, 'women and men of two sides');
    await page.locator('#came').getByRole('link', { name: 'Project' }).first().click();
    must((await page.inputValue('[name=name]')).includes('came to'), 'the project says nothing');
    await page.getByText('It comes from:').waitFor();
    await page.goto(page.url().replace('/en/', '/sw/'));
    await mustFit(page, 'pathway-beside-made');
  });
}

/** site.db, site.base. */
export async function pathway(browser, site) {
  const page = await invited(browser, site, 'wairimu@paths.example', 'Wairimu Draws');
  await drawing(page, site);
  await walking(page, site);
  await beside(page, site);
  await page.context().close();
}
