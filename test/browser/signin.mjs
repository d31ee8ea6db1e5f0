// From a slip to a PIN on a telephone; by keyboard alone; the second step.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { mustPassAxe } from './accessible.mjs';
import { must, mustBe, openPage, pictures, program, test, wireBytes } from './harness.mjs';

const password = 'three quite other words';

/** Somebody with an account that is open. */
async function coordinator(browser, site, mail) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', 'Kajsa Åberg',
    '--coordinator', '--db', site.db], { encoding: 'utf8' }).match(/\/welcome\/\S+/)[0];
  const page = await openPage(browser);
  await page.goto(`${site.base}/en${link}`);
  await page.fill('[name=password]', password);
  await page.fill('[name=again]', password);
  await page.click('main button');
  mustBe(new URL(page.url()).pathname, '/en/me', 'where the link led');
  return page;
}

async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `signin-${name}.png`), fullPage: true });
}

/** Nothing sticks out at 360 pixels, and axe finds nothing. */
async function mustBeFine(page, name) {
  await picture(page, name);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  must(wide <= page.viewportSize().width, `${name}: ${wide} pixels wide`);
  await mustPassAxe(page);
}

/** RFC 6238, from the key that the page shows. */
function totp(key, step) {
  const bits = [...key.replace(/\s/g, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(message).digest();
  const code = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(code % 1e6).padStart(6, '0');
}

const now = () => Math.floor(Date.now() / 30000);

async function slips(browser, site, page) {
  await page.goto(`${site.base}/en/slips`);
  await mustBeFine(page, 'slips');
  await page.fill('[name=n_slips]', '10');
  await page.fill('[name=title]', 'Ward meeting');
  await page.click('main button');
  mustBe(await page.locator('.slips > li').count(), 10, 'slips');
  await mustBeFine(page, 'sheet');
  // on paper: ten slips on one page of A4, QR codes of two centimetres at least
  await page.emulateMedia({ media: 'print' });
  const wide = await page.evaluate(() => document.querySelector('.qr').getBoundingClientRect().width);
  must(wide >= 75, `a QR code of ${wide} pixels`);
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
  mustBe(pdf.match(/\/Type\s*\/Page\b/g).length, 1, 'pages of paper');
  await picture(page, 'paper');
  await page.emulateMedia({ media: 'screen' });
  return page.locator('.slips .code').allTextContents();
}

export async function signin(browser, site) {
  await test('the sign-in page is under 6,000 bytes with its style and all heads', async () => {
    const html = await (await fetch(`${site.base}/en/sign-in`)).text();
    const style = html.match(/\/static\/style[^"]*/)[0];
    const asked = 'gzip, deflate, br';
    const page = await wireBytes(site.base, '/en/sign-in', asked);
    const dress = await wireBytes(site.base, style, asked);
    must(page.n + dress.n < 6000, `${page.n} and ${dress.n} bytes`);
  });

  let codes = [];
  let office;
  await test('a coordinator prints a sheet of slips on one page', async () => {
    office = await coordinator(browser, site, 'kajsa@signin.example');
    codes = await slips(browser, site, office);
    mustBe(office.troubles.join('\n'), '', 'troubles');
  });

  let name;
  await test('a slip leads to a PIN on a telephone, in Swahili, without script', async () => {
    const page = await openPage(browser, { viewport: { width: 360, height: 640 },
      javaScriptEnabled: false, hasTouch: true, isMobile: true });
    await page.goto(`${site.base}/sw/sign-in`);
    await page.click('main a[href$="/slip"]');
    await page.fill('[name=code]', codes[0].toLowerCase());
    await page.click('main button');
    await picture(page, 'slip-sw');
    await page.fill('[name=name]', 'Achieng Otieno');
    await page.fill('[name=password]', '123456');
    await page.fill('[name=again]', '123456');
    await page.click('main button');
    mustBe(await page.locator('.summary').count(), 1, 'a weak PIN is said');
    await picture(page, 'weak-sw');
    mustBe(await page.inputValue('[name=name]'), 'Achieng Otieno', 'the name that was typed');
    await page.fill('[name=password]', '481927');
    await page.fill('[name=again]', '481927');
    await page.click('main button');
    await picture(page, 'name-sw');
    name = (await page.textContent('main .code')).trim();
    must(/^achieng[2-9]{3}$/.test(name), name);
    await page.goto(`${site.base}/sw/me`);
    await page.click('form[action$="/sign-out"] button');
    await page.goto(`${site.base}/sw/sign-in`);
    await page.fill('[name=mail]', ` ${name.toUpperCase()}`);
    await page.fill('[name=password]', '481927');
    await page.click('main button');
    await page.goto(`${site.base}/sw/me`);
    must((await page.textContent('main')).includes(name), 'my page shows the name');
    await picture(page, 'me-sw');
    await page.context().close();
  });

  await test('signing in goes by keyboard alone, and axe finds nothing there', async () => {
    const page = await openPage(browser, { viewport: { width: 360, height: 640 } });
    for (const path of ['/sv/sign-in', '/sw/sign-in/link', '/en/sign-in/sent', '/sv/slip']) {
      await page.goto(site.base + path);
      await mustBeFine(page, path.replaceAll('/', '-').slice(1));
    }
    await page.goto(`${site.base}/en/slip/${codes[1].replaceAll('-', '')}`);
    await mustBeFine(page, 'slip');
    await page.goto(`${site.base}/en/sign-in`);
    await page.focus('[name=mail]');
    await page.keyboard.type('kajsa@signin.example');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.base}/en`);
    await page.goto(`${site.base}/en/me`);
    must(/Chrome on Linux/.test(await page.textContent('main')), 'the browser is named');
    await mustBeFine(page, 'me');
    mustBe(page.troubles.join('\n'), '', 'troubles');
    await page.context().close();
  });

  await test('a second step is set up, asked for, and a recovery code opens once', async () => {
    const page = office;
    await page.goto(`${site.base}/en/me/two-step`);
    await mustBeFine(page, 'two-step');
    await page.fill('[name=password]', password);
    await page.click('main button');
    await mustBeFine(page, 'two-step-key');
    const key = await page.textContent('dd.code');
    await page.fill('[name=code]', totp(key, now() - 1));
    await page.click('main button');
    await mustBeFine(page, 'two-step-codes');
    const recovery = (await page.locator('li.code').allTextContents())[0].trim();
    const other = await openPage(browser, { viewport: { width: 360, height: 640 } });
    const begin = async () => {
      await other.context().clearCookies();
      await other.goto(`${site.base}/en/sign-in`);
      await other.fill('[name=mail]', 'kajsa@signin.example');
      await other.fill('[name=password]', password);
      await other.click('main button');
      mustBe(new URL(other.url()).pathname, '/en/sign-in/code', 'the second step');
    };
    await begin();
    await mustBeFine(other, 'code');
    await other.fill('[name=code]', totp(key, now()));
    await other.click('main button');
    await other.goto(`${site.base}/en/me`);
    must((await other.textContent('main')).includes('Kajsa'), 'signed in');
    await begin();
    await other.fill('[name=code]', recovery);
    await other.click('main button');
    await other.goto(`${site.base}/en/me/two-step`);
    await mustBeFine(other, 'two-step-on');
    must((await other.textContent('main')).includes('9 recovery codes'), 'one is used');
    await begin();
    await other.fill('[name=code]', recovery);
    await other.click('main button');
    mustBe(await other.locator('.summary').count(), 1, 'a used code is refused');
    await other.context().close();
  });

  await test('letting somebody in anew shows a link once', async () => {
    await office.goto(`${site.base}/en/admin/recovery`);
    await mustBeFine(office, 'recovery');
    await office.fill('[name=who]', name);
    await office.selectOption('[name=how]', 'hand');
    await office.click('main button');
    const link = await office.textContent('main .code');
    await mustBeFine(office, 'recovery-link');
    const page = await openPage(browser, { viewport: { width: 360, height: 640 } });
    await page.goto(link.replace(/^https?:\/\/[^/]+/, site.base));
    await mustBeFine(page, 'welcome');
    await page.fill('[name=password]', '904182');
    await page.fill('[name=again]', '904182');
    await page.click('main button');
    must((await page.textContent('main')).includes(name), 'in anew');
    await page.context().close();
  });
  await office?.context().close();
}
