// Runs all browser tests; test/browser/run.sh calls it.
import { clearPictures, counts, openBrowser, startServer } from './harness.mjs';
import { findPages } from './pages.mjs';
import { accessible } from './accessible.mjs';
import { agree } from './agree.mjs';
import { assess } from './assess.mjs';
import { edit } from './edit.mjs';
import { keyboard } from './keyboard.mjs';
import { groups } from './groups.mjs';
import { heard } from './heard.mjs';
import { law } from './law.mjs';
import { letin } from './letin.mjs';
import { look } from './look.mjs';
import { lot } from './lot.mjs';
import { mail } from './mail.mjs';
import { match } from './match.mjs';
import { meetings } from './meetings.mjs';
import { mirror } from './mirror.mjs';
import { papers } from './papers.mjs';
import { partner } from './partner.mjs';
import { pathway } from './pathway.mjs';
import { prose } from './prose.mjs';
import { roles } from './roles.mjs';
import { signin } from './signin.mjs';
import { thread } from './thread.mjs';
import { told } from './told.mjs';
import { use } from './use.mjs';
import { voice } from './voice.mjs';
import { weight } from './weight.mjs';

// Two networks, side by side: one that is looked at, and one that people of all
// kinds change, in this order.
const lanes = {
  looked: [weight, use, keyboard, look, accessible],
  changed: [law, mail, roles, signin, papers, partner, thread, edit, groups, match, mirror,
    pathway, told, assess, lot, heard, prose, voice, meetings, agree, letin],
};

// The words are names of files, without the end.
const words = process.argv.slice(2);
const all = Object.values(lanes).flat();
const unknown = words.filter((word) => !all.some((part) => part.name === word));
if (unknown.length > 0) {
  console.log(`there is no ${unknown.join(', ')}; there are ${all.map((part) => part.name).join(', ')}`);
  process.exit(1);
}
for (const name of Object.keys(lanes)) {
  if (words.length > 0) lanes[name] = lanes[name].filter((part) => words.includes(part.name));
  if (lanes[name].length === 0) delete lanes[name];
}

async function run(browser, name) {
  const server = await startServer(name);
  try {
    const site = { ...await findPages(server.base), db: server.db };
    for (const part of lanes[name]) {
      const began = Date.now();
      await part(browser, site);
      console.log(`${part.name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  } finally {
    server.stop();
  }
}

clearPictures();
const browser = await openBrowser();
let nFailed = 1;
try {
  await Promise.all(Object.keys(lanes).map((name) => run(browser, name)));
  nFailed = counts();
} finally {
  await browser.close();
}
process.exit(nFailed > 0 ? 1 : 0);
