// A group is made, meets, takes a position, and everybody reads it: on a phone
// of 360 pixels, in Swahili, without JavaScript.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { must, mustBe, openPage, pictures, program, test } from './harness.mjs';

const words = 'kiwi harbour ninety lamps';
const phone = { viewport: { width: 360, height: 640 }, javaScriptEnabled: false };

async function invited(browser, site, mail, name, more) {
  const link = execFileSync(program, ['user', 'invite', mail, '--name', name, ...more,
    '--db', site.db], { encoding: 'utf8' }).trim().split('\n').at(-1);
  const page = await openPage(browser, phone);
  await page.goto(site.base + new URL(link).pathname);
  for (const field of await page.locator('input[type=password]').all()) await field.fill(words);
  await page.locator('main form button[type=submit]').first().click();
  await page.waitForURL(/\/me|\/partnership|\/$/);
  return page;
}

async function mustFit(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  must(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
}

/** Sends the form that has this field, or this action. */
async function send(page, form, fields = {}) {
  const one = page.locator(form);
  for (const [name, value] of Object.entries(fields)) {
    const field = one.locator(`[name="${name}"]`);
    const kind = await field.first().evaluate((e) => (e.tagName === 'SELECT' ? 'select'
      : e.type === 'checkbox' || e.type === 'radio' ? e.type : 'text'));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'checkbox') await field.check();
    else if (kind === 'radio') await one.locator(`[name="${name}"][value="${value}"]`).check();
    else await field.fill(value);
  }
  const save = one.locator('button[value=save]');
  await (await save.count() > 0 ? save.first() : one.locator('button[type=submit]').last()).click();
}

// Days go by: of the list that is laid open.
function daysGoBy(site) {
  execFileSync('sqlite3', ['-cmd', '.timeout 8000', site.db,
    "UPDATE proposal_asking SET challenge_until = '2026-01-01'"]);
}

export async function meetings(browser, site) {
  const lead = await invited(browser, site, 'mkutano@x.example', 'Mwenyekiti Mmoja',
    ['--coordinator']);
  const other = await invited(browser, site, 'mwandishi@x.example', 'Mwandishi Mmoja', []);
  const visitor = await openPage(browser, phone);
  const at = (page, path) => page.goto(`${site.base}/sw${path}`);
  const today = new Date().toISOString().slice(0, 10);
  let key, group, meeting;

  await test('a group is made in Swahili, on a phone without JavaScript', async () => {
    await at(lead, '/partnership?q=gishu');
    await lead.locator('main').getByRole('link', { name: /Uasin Gishu/ }).first().click();
    key = lead.url().slice(-13);
    await lead.locator('a[href$="/forum"]').click();
    await lead.locator(`main a[href*="/new/forum"]`).click();
    await send(lead, 'main form:has([name=zone])', { name: 'Meza ya pamoja',
      zone: 'Africa/Nairobi', every: 'second', weekday: 'tue', is_public: 'on', quorum: '2' });
    await at(lead, `/partnership/${key}/forum`);
    await mustFit(lead, 'meetings-groups');
    await lead.getByRole('link', { name: 'Meza ya pamoja' }).click();
    group = new URL(lead.url()).pathname.slice(3);
    for (const [name, side] of [['Wauguzi', 'Region Östergötland'],
      ['Ofisi', 'Uasin Gishu County']]) {
      await at(lead, `${group}/seats`);
      await lead.evaluate(() => document.querySelectorAll('details')
        .forEach((d) => { d.open = true; }));
      await send(lead, 'main form:has([name=n_seats])', { for_whom: name, n_seats: '2',
        side: { label: side } });
    }
    await at(lead, group);
    const seats = await lead.textContent('#seats');
    must(seats.includes('Wauguzi') && seats.includes('Uasin Gishu'), `the seats are: ${seats}`);
    await mustFit(lead, 'meetings-group');
  });

  await test('a proposal is asked of two sides', async () => {
    // both are of a side: the office is answered for by the keeper of the minute
    execFileSync('sqlite3', ['-cmd', '.timeout 8000', site.db,
      `INSERT INTO membership (id, person_id, role, kind, thing_id, partnership_id, starts_on,
         made_at) SELECT 900 + s.position, a.id, 'member', 'side', s.id, s.partnership_id,
         '2026-01-01', 0 FROM side s JOIN person a ON a.name = CASE s.position WHEN 1
         THEN 'Mwenyekiti Mmoja' ELSE 'Mwandishi Mmoja' END
        WHERE s.code IN ('ostergotland-uasin-gishu-1', 'ostergotland-uasin-gishu-2')`]);
    await at(lead, `/partnership/${key}/proposals`);
    await send(lead, 'main form:has([name=body])', { name: 'Fomu moja', level: 'collaborate',
      body: 'Fomu moja ya rufaa.' });
    const page = new URL(lead.url()).pathname.slice(3);
    const list = 'main form:has([name=n_members])';
    for (const [name, side, kind, more] of [['Wauguzi wote', 1, 'members', { n_members: '3' }],
      ['Ofisi ya kaunti', 2, 'role', { person: { label: 'Mwandishi Mmoja (Uasin Gishu County)' } }]]) {
      await at(lead, `${page}/list`);
      await lead.evaluate(() => document.querySelectorAll('details')
        .forEach((d) => { d.open = true; }));
      await send(lead, list, { name, kind, side: { index: side }, ...more });
    }
    await at(lead, `${page}/list`);
    await send(lead, 'main form[action*="/lay-open"]');
    daysGoBy(site);
    await at(lead, `${page}/list`);
    // in the languages that are there
    for (const box of await lead.locator('main form[action*="/open#"] [type=checkbox]').all()) {
      await box.check();
    }
    await send(lead, 'main form[action*="/open#"]',
      { closes_on: '2099-01-01', lead: { label: 'Mwandishi Mmoja (Uasin Gishu County)' } });
    await at(lead, page);
    must((await lead.textContent('main')).includes('Fomu moja'), 'the proposal is not there');
  });

  await test('a meeting is called for today, and what is said there is written down', async () => {
    await at(lead, `/new/sitting?within=${group.slice(-13)}`);
    await lead.evaluate(() => document.querySelectorAll('details')
      .forEach((d) => { d.open = true; }));
    await send(lead, 'main form:has([name=held_on])', { held_on: today, starts_at: '18:30',
      place: 'Maktaba', status: 'planned', chair: 'Mwenyekiti Mmoja', keeper: 'Mwandishi Mmoja' });
    await at(lead, group);
    await lead.locator('#dates a[href*="/meeting/"]').first().click();
    meeting = new URL(lead.url()).pathname.slice(3);
    await lead.locator('a[href$="/item"]').click();
    await send(lead, 'main form:has([name=about])', { name: 'Saa za kutembelea',
      note: 'Lini watu waje' });
    await lead.locator('a[href$="/there"]').click();
    await mustFit(lead, 'meetings-there');
    await send(lead, 'main form:has([name=there_0])', { there_0: '2', away_0: '0', there_1: '1',
      away_1: '1', others: '1' });
    await lead.locator('a[href$="/keep"]').click();
    await mustFit(lead, 'meetings-keep');
    await send(lead, 'main form:has([name=minutes])', { settled_0: 'Saa nne hadi saa mbili.',
      minutes: 'Tulikutana kwa amani.', lang: 'sw' });
    await at(lead, meeting);
    await mustFit(lead, 'meetings-one');
    must((await lead.textContent('#there')).includes('Viti 3'), 'seats are not counted');
  });

  await test('a position is taken there, with enough of the group and by hands', async () => {
    await lead.locator('a[href$="/position"]').click();
    await mustFit(lead, 'meetings-position');
    await send(lead, 'main form:has([name=n_agree])', { unit: { label: 'Fomu moja: Wauguzi wote' },
      n_agree: '3', n_live: '1', words: 'Kwa mikono' });
    must((await lead.textContent('main')).includes('Fomu moja'), 'what was typed is lost');
    await send(lead, 'main form:has([name=n_agree])', { unit: { label: 'Fomu moja: Wauguzi wote' },
      n_agree: '1', n_live: '1', words: 'Kwa mikono' });
    await at(lead, `${meeting}/position`);
    await send(lead, 'main form:has([name=n_agree])', { unit: { label: 'Fomu moja: Ofisi ya kaunti' },
      position: 'agree', words: 'Kama kitu kimoja' });
    // neither counts before the keeper of the minute, who is of the group, says the same
    execFileSync('sqlite3', ['-cmd', '.timeout 8000', site.db,
      `INSERT INTO membership (id, person_id, role, kind, thing_id, partnership_id, starts_on,
         made_at) SELECT 990, a.id, 'member', 'forum', f.id, f.partnership_id, '2026-01-01', 0
        FROM forum f JOIN person a ON a.name = 'Mwandishi Mmoja'
        WHERE f.name = 'Meza ya pamoja'`]);
    await at(visitor, meeting);
    must(!(await visitor.textContent('#positions')).includes('Kwa mikono'), 'one alone took it');
    for (let i = 0; i < 2; i++) {
      await at(other, `${meeting}/position`);
      if (i === 0) await mustFit(other, 'meetings-confirm');
      await send(other, 'main section:first-of-type form[action*="/confirm"]');
    }
    await at(lead, meeting);
    await send(lead, 'main form[action*="/decide"]');
    must(lead.url().includes('/decision/'), `${lead.url()} is no decision`);
    await mustFit(lead, 'meetings-decision');
  });

  await test('everybody reads what was settled and which positions were taken', async () => {
    await at(visitor, group);
    await mustFit(visitor, 'meetings-public');
    await visitor.locator('a[href*="/meeting/"]').first().click();
    const said = await visitor.textContent('main');
    for (const words of ['Kwa mikono', 'Kama kitu kimoja', 'Saa nne hadi saa mbili.',
      'Tulikutana kwa amani.']) must(said.includes(words), `the page does not say: ${words}`);
    must(!said.includes('Mwandishi Mmoja'), 'a name is on the public page without consent');
    mustBe(await visitor.locator('main form').count(), 0, 'forms for a visitor');
    await at(visitor, '/decisions');
    await visitor.getByRole('link', { name: 'Saa za kutembelea' }).click();
    must((await visitor.textContent('main')).includes('Hakuna sauti'), 'no voice, and it is not said');
  });

  for (const page of [lead, other, visitor]) await page.context().close();
}
