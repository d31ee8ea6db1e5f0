// What there is to look at: every page that a visitor can reach by links.
import { must } from './harness.mjs';

const limit = 2000;

/** The local addresses that a page links to, without fragment. */
function linksOf(html) {
  const links = [];
  for (const [, raw] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
    const href = raw.replaceAll('&amp;', '&').split('#')[0];
    if (href.startsWith('/') && !href.startsWith('//')) links.push(href);
  }
  return links;
}

/** "/sv/place/x-1?q=a" is of kind "place/one", "/sv/place" of "place". */
export function kindOf(path) {
  const parts = path.split('?')[0].split('/').filter((p) => p !== '');
  if (/^(en|sv|sw|luo)$/.test(parts[0] ?? '')) parts.shift();
  if (parts.length === 0) return 'front';
  return parts.length === 1 ? parts[0] : `${parts[0]}/one`;
}

/** Follows every link from the front page in English. */
export async function findPages(base) {
  const seen = new Map();
  const waiting = ['/en', '/en/'];
  const byKind = new Map();
  const broken = [];
  while (waiting.length > 0 && seen.size < limit) {
    const path = waiting.shift();
    if (seen.has(path)) continue;
    const answer = await fetch(base + path, { redirect: 'follow' });
    const type = answer.headers.get('content-type') ?? '';
    const body = await answer.text();
    seen.set(path, { status: answer.status, type, body });
    if (answer.status !== 200) {
      broken.push(`${path}: ${answer.status}`);
      continue;
    }
    if (!type.startsWith('text/html')) continue;
    const kind = kindOf(path);
    if (!byKind.has(kind)) byKind.set(kind, []);
    byKind.get(kind).push(path);
    for (const link of linksOf(body)) {
      if (!/^\/(sv|sw|luo)(\/|$)/.test(link)) waiting.push(link);
    }
  }
  broken.splice(0, broken.length, ...broken.filter((b) => !b.startsWith('/en/:')));
  must(broken.length === 0, `links lead nowhere: ${broken.join(', ')}`);
  must(seen.size < limit, 'the crawl does not end');
  return { base, seen, byKind };
}

// "/en/agree/*/log" of each proposal's log: what one template makes
function shapeOf(path) {
  const parts = path.split('?')[0].split('/');
  const shape = parts.map((p) => (/[0-9][0-9a-z]{12}$/.test(p) || /^[0-9]+$/.test(p) ? '*' : p));
  return shape.join('/') + (path.includes('?') ? '?' : '');
}

/** Every page that a link leads to, of those that one template makes the fullest few. */
export function pagesOfEachTemplate(site, most) {
  const byShape = new Map();
  for (const [path, { type, body }] of site.seen) {
    if (!type.startsWith('text/html')) continue;
    const shape = shapeOf(path);
    if (!byShape.has(shape)) byShape.set(shape, []);
    byShape.get(shape).push({ path, size: body.length });
  }
  return [...byShape.values()].flatMap((pages) => pages
    .sort((a, b) => b.size - a.size).slice(0, most).map(({ path }) => path));
}

/** One page of each kind, and those that no link leads to. */
export function onePageOfEach(site) {
  const one = new Map();
  // the fullest of each kind shows most
  const size = (path) => site.seen.get(path).body.length;
  for (const [kind, paths] of site.byKind) {
    one.set(kind, paths.reduce((best, path) => (size(path) > size(best) ? path : best)));
  }
  // a partnership with each number of sides there is
  const partnerships = site.byKind.get('partnership/one') ?? [];
  const sides = (path) => /class="sides sides-(\d)/.exec(site.seen.get(path).body)?.[1];
  for (const path of partnerships) one.set(`partnership/sides-${sides(path)}`, path);
  const liverpool = partnerships.find((p) => p.includes('liverpool'));
  if (liverpool) one.set('partnership/one', liverpool);
  one.set('nothing-found', '/en/place?q=zzzzzz');
  one.set('not-found', '/en/place/nowhere-0000000000000');
  return one;
}

export function inLanguage(path, code) {
  return path.replace(/^\/en(?=\/|$|\?)/, `/${code}`);
}
