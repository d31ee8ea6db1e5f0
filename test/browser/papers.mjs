// Papers: a document sent from a phone, a translation into Swahili beside its
// original, a page about the network.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, root, test } from './harness.mjs';

const phone = { viewport: { width: 360, height: 640 } };
const samples = join(root, 'test/fuzz/corpus/file_type');

async function signedIn(browser, site, mail, name) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name,
    '--coordinator', '--db', site.db], { encoding: 'utf8' }).trim();
  const page = await openPage(browser, { ...phone, javaScriptEnabled: true });
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) {
    await field.fill('nine brown kettles sing');
  }
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me/);
  return page;
}

async function mustFit(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

async function mustBeFine(page, name) {
  await mustFit(page);
  await mustPassAxe(page);
  await page.screenshot({ path: join(pictures, `papers-${name}.png`), fullPage: true });
}

export async function papers(browser, site) {
  const page = await signedIn(browser, site, 'papers@papers.example', 'Zawadi Achieng');
  await page.goto(`${site.base}/en/partnership`);
  await page.locator('main').getByRole('link', { name: /Liverpool – Homa Bay/ }).first().click();
  const key = /([0-9a-z]{13})$/.exec(page.url())[1];
  await test('a document is sent from a phone, in Swahili', async () => {
    await page.goto(`${site.base}/sw/attach/partnership/${key}`);
    await mustBeFine(page, 'attach-sw');
    await page.locator('input[type=file]').setInputFiles(join(samples, 'a.svg'));
    await page.locator('input[name=name]').fill('Ratiba "ya" <ziara>');
    await page.locator('main button[type=submit]').click();
    must(await page.getByRole('alert').isVisible(), 'a drawing was taken');
    mustBe(await page.locator('input[name=name]').inputValue(), 'Ratiba "ya" <ziara>', 'the title');
    await mustBeFine(page, 'refused-sw');
    await page.locator('input[type=file]').setInputFiles(join(samples, 'a.pdf'));
    await page.locator('select[name=seen]').selectOption('public');
    await page.locator('main button[type=submit]').click();
    mustBe(await page.locator('h1').innerText(), 'Ratiba "ya" <ziara>', 'heading');
    await mustBeFine(page, 'document-sw');
  });
  await test('its content comes with headers that let nothing in it run', async () => {
    const link = page.locator('main a.button').first();
    const answer = await page.request.get(new URL(await link.getAttribute('href'), site.base).href);
    const headers = answer.headers();
    mustBe(answer.status(), 200, 'status');
    mustBe(headers['content-type'], 'application/pdf', 'type');
    mustBe(headers['x-content-type-options'], 'nosniff', 'sniffing');
    mustBe(headers['content-security-policy'], "sandbox; default-src 'none'", 'policy');
    must(headers['content-disposition'].startsWith('inline; filename="a.pdf"'), 'no name');
  });
  await test('it stands on the page of what it belongs to, and has earlier contents', async () => {
    const document = page.url();
    await page.goto(`${document}/content`);
    await page.locator('input[type=file]').setInputFiles(join(samples, 'a.docx'));
    await page.locator('main button[type=submit]').click();
    must((await page.locator('main').innerText()).includes('Yaliyomo ya awali'), 'no earlier contents');
    await mustBeFine(page, 'versions-sw');
    await page.goto(`${site.base}/en/partnership/${key}`);
    must(await page.locator('#documents').getByRole('link', { name: 'Ratiba' }).isVisible(), 'not there');
    await mustBeFine(page, 'partnership-en');
    await page.goto(`${site.base}/sv/documents/partnership/${key}`);
    await mustBeFine(page, 'documents-sv');
  });
  await test('a text is translated into Dholuo beside its original, in Swahili', async () => {
    await page.goto(`${site.base}/sw/translate/partnership/${key}`);
    await mustBeFine(page, 'translations-sw');
    await page.locator('#aim').getByRole('link', { name: /Dholuo/ }).click();
    await mustBeFine(page, 'translate-sw');
    await page.locator('textarea').fill('Puonjre **kanyachiel** gi jowete');
    await page.locator('main button[type=submit]').click();
    must((await page.locator('#aim').innerText()).includes('na Zawadi Achieng'), 'nobody translated');
    await page.goto(`${site.base}/luo/partnership/${key}`);
    mustBe(await page.locator('main strong', { hasText: 'kanyachiel' }).count(), 1, 'translation');
    must((await page.locator('main').innerText()).includes('Zawadi Achieng'), 'no name');
    await page.goto(`${site.base}/sv/translate`);
    await mustBeFine(page, 'wanted-sv');
  });
  await test('a page about the network is written and stands in the foot', async () => {
    await page.goto(`${site.base}/en/admin/page`);
    await mustBeFine(page, 'pages-en');
    await page.getByRole('link', { name: 'Write a new page' }).click();
    await mustBeFine(page, 'page-new-en');
    await page.locator('input[name=code]').fill('how-we-work');
    await page.locator('select[name=seen]').selectOption('public');
    await page.locator('input[name=is_in_foot]').check();
    await page.locator('textarea[name=text_title]').fill('How we work');
    await page.locator('textarea[name=text_about]').fill('# First\n\nWe listen.');
    await page.locator('main button[type=submit]').first().click();
    mustBe(await page.locator('h1').innerText(), 'How we work', 'heading');
    await mustBeFine(page, 'page-en');
    await page.goto(`${site.base}/sw/place`);
    await page.locator('footer').getByRole('link', { name: 'How we work' }).click();
    mustBe(new URL(page.url()).pathname, '/sw/page/how-we-work', 'address');
  });
  await page.context().close();
}
