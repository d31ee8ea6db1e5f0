// Who was heard: the public page with the gaps, on a small phone, in Swahili,
// without JavaScript, by somebody who has no account.
import { join } from 'node:path';
import { must, mustBe, pictures, test } from './harness.mjs';

const words = 'Bado hakuna wa chini ya miaka 18 kutoka Bellingham';

export async function heard(browser, { base }) {
  const context = await browser.newContext({
    javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: 'sw-KE',
  });
  const page = await context.newPage();

  await test('everybody reads who is missing first, in Swahili on a small phone', async () => {
    await page.goto(`${base}/sw/partnership`);
    await page.locator('a[href*="/lewisham"]').first().click();
    const way = new URL(page.url()).pathname;
    await page.goto(`${base}/sw/partnership/${way.slice(way.lastIndexOf('-') + 1)}/heard`);
    mustBe(await page.locator('h1').innerText(), 'Nani amesikilizwa', 'the heading');
    const gaps = await page.locator('main li').allInnerTexts();
    const at = gaps.findIndex((gap) => gap.includes(words));
    must(at >= 0, `the gap is not there: ${gaps[0]}`);
    must(gaps[at].includes('tunauliza katika shule mbili'), 'what is done is not said beside it');
    must(gaps[at].includes('2027'), 'until when is not said');
    const html = await page.content();
    must(html.indexOf(words) < html.indexOf('Kinachotolewa'), 'something else stands before the gaps');
    must(!html.includes('<script'), 'a script');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    must(wide <= 0, `${wide} px too wide`);
    await page.screenshot({ path: join(pictures, 'heard-sw-360.png'), fullPage: true });
  });

  await test('behind a gap stands how many were counted, and of how many', async () => {
    const counted = /Hakuna bado: 75/;
    let said = '';
    for (let i = 0; i < 40 && !counted.test(said); i++) {
      // the example's answers are counted behind the page
      await page.goto(page.url());
      said = await page.locator('main').innerText();
      if (!counted.test(said)) await page.waitForTimeout(250);
    }
    must(counted.test(said), `nobody of 75 or older is missing: ${said.slice(0, 400)}`);
    must(said.includes('watu 119'), 'how many took part is not said');
    const html = await page.content();
    const line = html.slice(html.lastIndexOf('75 au zaidi')).replace(/<[^>]*>/g, ' ');
    must(/^75 au zaidi\s+0 kati ya 110\b/.test(line), `no count behind the gap: ${line.slice(0, 80)}`);
  });

  await test('the way of a partnership leads there', async () => {
    await page.goto(`${base}/sw/partnership`);
    await page.locator('a[href*="/lewisham"]').first().click();
    must(await page.locator('a[href$="/heard"]').count() > 0, 'no link to who was heard');
  });

  await context.close();
}
