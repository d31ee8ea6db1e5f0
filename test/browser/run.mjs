// Runs all browser tests; test/browser/run.sh calls it.
import { counts, openBrowser, startServer } from './harness.mjs';
import { findPages } from './pages.mjs';
import { accessible } from './accessible.mjs';
import { editing } from './edit.mjs';
import { keyboard } from './keyboard.mjs';
import { groups } from './groups.mjs';
import { law } from './law.mjs';
import { look } from './look.mjs';
import { mail } from './mail.mjs';
import { match } from './match.mjs';
import { papers } from './papers.mjs';
import { partner } from './partner.mjs';
import { roles } from './roles.mjs';
import { signin } from './signin.mjs';
import { thread } from './thread.mjs';
import { use } from './use.mjs';
import { weight } from './weight.mjs';

const server = await startServer();
const browser = await openBrowser();
let nFailed = 1;
try {
  const site = { ...await findPages(server.base), db: server.db };
  for (const part of [weight, use, keyboard, look, law, mail, roles, signin, papers, partner,
    thread, editing, groups, match, accessible]) {
    const began = Date.now();
    await part(browser, site);
    console.log(`${part.name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
  nFailed = counts();
} finally {
  await browser.close();
  server.stop();
}
process.exit(nFailed > 0 ? 1 : 0);
