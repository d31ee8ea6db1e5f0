// The server under test, the browser, and the counting of what holds.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const build = resolve(root, process.env.B ?? 'build');
export const pictures = join(build, 'test/pictures');
export const program = join(build, 'counterpart');

/** Pictures are for people, no test looks at them: taken on demand. */
export const hasPictures = process.env.CP_PICTURES === '1';

let nPassed = 0;
let nFailed = 0;

/** Runs one test; its name is a sentence. */
export async function test(name, body) {
  try {
    await body();
    nPassed++;
  } catch (error) {
    nFailed++;
    console.log(`NOT ${name}\n    ${String(error.message).replaceAll('\n', '\n    ')}`);
  }
}

export function counts() {
  console.log(`${nPassed} passed, ${nFailed} failed`);
  return nFailed;
}

export function must(isTrue, sentence) {
  if (!isTrue) throw new Error(sentence);
}

export function mustBe(got, expected, what) {
  must(got === expected, `${what}: ${JSON.stringify(got)}, not ${JSON.stringify(expected)}`);
}

/** An empty folder for the pictures. */
export function clearPictures() {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
}

/** A fresh example network on a free port, in a folder of this name. */
export async function startServer(name) {
  const folder = join(build, 'test/browser', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const db = join(folder, 'network.db');
  // and what the example has not: one side, four, six, long words
  for (const from of ['example', 'test/browser/more']) {
    execFileSync(program, ['import', join(root, from), '--db', db], { stdio: 'pipe' });
  }
  const child = spawn(program, ['serve', '--db', db, '--listen', '127.0.0.1:0']);
  const base = await new Promise((done, fail) => {
    let said = '';
    const timer = setTimeout(() => fail(new Error(`no address within 10 s: ${said}`)), 10000);
    const look = (piece) => {
      said += piece;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) {
        clearTimeout(timer);
        done(found[0]);
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => fail(new Error(`the server ended (${code}): ${said}`)));
  });
  return { base, db, stop: () => child.kill('SIGTERM') };
}

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page of its own context; whatever goes wrong on it is in page.troubles. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  if (!hasPictures) page.screenshot = async () => {};
  page.troubles = [];
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') page.troubles.push(m.text());
  });
  page.on('pageerror', (e) => page.troubles.push(e.message));
  // an icon that is still loading when the page is left is no trouble
  page.on('requestfailed', (r) => r.failure()?.errorText === 'net::ERR_ABORTED'
    || page.troubles.push(`not loaded: ${r.url()}`));
  return page;
}

/** Bytes on the wire of one answer, head and body, as a phone asks for it. */
export function wireBytes(base, path, encoding) {
  const { hostname, port } = new URL(base);
  return new Promise((done, fail) => {
    let n = 0;
    let head = '';
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`
        + `Accept-Encoding: ${encoding}\r\nAccept-Language: en\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (piece) => {
      if (head.length < 4096) head += piece.toString('latin1');
      n += piece.length;
    });
    socket.on('end', () => done({ n, status: Number(head.slice(9, 12)) }));
    socket.on('error', fail);
  });
}
