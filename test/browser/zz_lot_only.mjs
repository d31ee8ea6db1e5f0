import { counts, openBrowser, startServer } from './harness.mjs';
import { findPages } from './pages.mjs';
import { lot } from './lot.mjs';
import { mkdirSync } from 'node:fs';
mkdirSync('/tmp/wt/draw/build/test/pictures',{recursive:true});
const browser = await openBrowser(); const server = await startServer('lot');
try { await lot(browser, { ...await findPages(server.base), db: server.db }); counts(); } finally { server.stop(); await browser.close(); }
