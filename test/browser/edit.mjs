// Editing: two at once, a form left half done on a bad line, by keyboard and
// without a script.
import { execFileSync } from 'node:child_process';
import { must, mustBe, openPage, program, test } from './harness.mjs';
import { mustPassAxe } from './accessible.mjs';

const phone = { viewport: { width: 360, height: 640 } };

/** A page of somebody who may change everything, just signed in. */
async function somebody(browser, site, name, options = {}) {
  const said = execFileSync(program, ['user', 'invite', `${name.toLowerCase()}@edit.example`,
    '--name', name, '--coordinator', '--db', site.db], { encoding: 'utf8' });
  const page = await openPage(browser, { ...phone, ...options });
  await page.goto(site.base + '/en' + /\/welcome\/\S+/.exec(said)[0]);
  await page.locator('[name=password]').fill('many fine words');
  await page.locator('[name=again]').fill('many fine words');
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function organisation(page, site, q) {
  await page.goto(`${site.base}/en/organisation?q=${q}`);
  await page.locator('main ul.list a').first().click();
  return page.url();
}

async function editThing(page, address) {
  await page.goto(address);
  await page.getByRole('link', { name: /^Edit/ }).first().click();
  await page.waitForURL(/\/edit\//);
}

const about = (page) => page.locator('textarea').first();
const save = (page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const kept = (page) => page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('keep ')).length);

async function conflict(browser, site) {
  const anna = await somebody(browser, site, 'Anna');
  const bea = await somebody(browser, site, 'Bea', { javaScriptEnabled: false, locale: 'en-GB' });
  const address = await organisation(anna, site, 'THET');
  await test('who saves second sees both wordings and chooses, without JavaScript', async () => {
    await editThing(anna, address);
    await editThing(bea, address);
    await about(anna).fill('We meet in May.');
    await save(anna);
    await anna.waitForURL(/\/organisation\//);
    await about(bea).fill('We meet in March.');
    await save(bea);
    must((await bea.locator('main').innerText()).includes('Anna saved this on'), 'not told who');
    must((await bea.locator('blockquote.diff').innerText()).includes('We meet in May.'), 'no wording of hers');
    mustBe(await about(bea).inputValue(), 'We meet in March.', 'what was typed');
    await bea.getByLabel(/Take mine/).check();
    await about(bea).fill('We meet in March and May.');
    await save(bea);
    must((await bea.locator('main').innerText()).includes('We meet in March and May.'), 'the third wording is not there');
  });
  await test('axe finds nothing on the page of two wordings', async () => {
    await editThing(anna, address);
    await editThing(bea, address);
    await about(bea).fill('Bea again.');
    await save(bea);
    await about(anna).fill('Anna again.');
    await save(anna);
    await anna.getByText('two wordings').first().waitFor();
    must(!(await anna.getByText('did not reach us').isVisible()), 'it says that it did not reach us');
    await mustPassAxe(anna);
    mustBe(await anna.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'wider than a phone');
    await anna.locator('details summary').first().click();
    must(await anna.locator('ins').first().isVisible(), 'no difference');
    await anna.getByLabel('Keep this one').check();
    await save(anna);
    must((await anna.locator('main').innerText()).includes('Bea again.'), 'theirs was not kept');
  });
  await test('the history is there, and one tap restores', async () => {
    await anna.getByRole('link', { name: /^History/ }).first().click();
    await mustPassAxe(anna);
    await anna.locator('ol.thread a').first().click();
    await mustPassAxe(anna);
    await anna.goBack();
    await anna.locator('ol.thread a').last().click();
    await anna.getByRole('button', { name: 'Restore this version' }).click();
    await anna.waitForURL(/\/organisation\//);
    must(!(await anna.locator('main').innerText()).includes('again.'), 'not restored');
  });
  await bea.context().close();
  return { anna, address };
}

async function halfDone(anna, address) {
  await test('what was typed offline is there when one returns, and goes after saving', async () => {
    await editThing(anna, address);
    await anna.context().setOffline(true);
    await about(anna).fill('Written on the bus.');
    mustBe(await kept(anna), 1, 'kept in the browser');
    anna.troubles.length = 0;
    await anna.close({ runBeforeUnload: false });
  });
  const page = await anna.context().newPage();
  page.setDefaultTimeout(8000);
  await test('the device offers it, the way back online', async () => {
    await page.context().setOffline(false);
    await editThing(page, address);
    must(await page.getByText('did not reach us').isVisible(), 'nothing is offered');
    must(!(await about(page).inputValue()).includes('bus'), 'it came back by itself');
    await page.getByRole('button', { name: 'Bring it back' }).click();
    mustBe(await about(page).inputValue(), 'Written on the bus.', 'what came back');
    await mustPassAxe(page);
    await save(page);
    await page.waitForURL(/\/organisation\//);
    must((await page.locator('main').innerText()).includes('Written on the bus.'), 'not saved');
    mustBe(await kept(page), 0, 'left in the browser after saving');
  });
  await test('leaving a form keeps it with us, for any device', async () => {
    await editThing(page, address);
    await about(page).fill('Half a sent');
    const answer = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.goto(address);
    mustBe((await answer.catch(() => null))?.status() ?? 204, 204, 'answer to the draft');
    await page.waitForTimeout(300);
    await editThing(page, address);
    must((await page.locator('main').innerText()).includes('You began this on'), 'nothing is offered');
    await page.getByRole('link', { name: 'Go on with it' }).click();
    mustBe(await about(page).inputValue(), 'Half a sent', 'what was begun');
    await page.getByRole('button', { name: 'Throw it away' }).first().click();
    await editThing(page, address);
    must(!(await page.locator('main').innerText()).includes('You began this on'), 'still offered');
  });
  await test('signing out leaves nothing in the browser', async () => {
    await page.goto(new URL('/en/me', page.url()).href);
    await page.evaluate(() => localStorage.setItem('keep left', 'A secret.'));
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.waitForURL((u) => !u.pathname.endsWith('/me'));
    mustBe(await kept(page), 0, 'left in the browser');
  });
  await page.context().close();
}

async function byKeyboard(browser, site) {
  await test('a form is filled in and saved by keyboard alone', async () => {
    const page = await somebody(browser, site, 'Carin', { viewport: { width: 1280, height: 800 } });
    await page.goto(`${site.base}/en/new/place`);
    await page.locator('#f-name').focus();
    await page.keyboard.type('Keyville');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Dis');
    await page.keyboard.press('Tab');
    await page.keyboard.type('homa bay county');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/place\/keyville-/);
    must((await page.locator('main').innerText()).includes('Homa Bay County'), 'it lies nowhere');
    await page.context().close();
  });
}

export async function edit(browser, site) {
  const { anna, address } = await conflict(browser, site);
  await halfDone(anna, address);
  await byKeyboard(browser, site);
}
