// Takes the pictures of the map in docs/: starts the demo with fresh data and looks at its /__passport in Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const PICTURES = { 'docs/map-wide.png': 1280, 'docs/map-narrow.png': 400 };
const HEIGHT = 1270;

const data = await mkdtemp(join(tmpdir(), 'tegg-passport-screenshots-'));
const demo = spawn(process.execPath, ['example/start.mjs'], {
  env: { ...process.env, PORT: '0', DEMO_DATA: data },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let browser;
try {
  const site = await readyAt(demo);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-lcd-text',
      '--disable-font-subpixel-positioning',
    ],
  });
  for (const [path, width] of Object.entries(PICTURES)) await take({ site, path, width });
} finally {
  await browser?.close();
  demo.kill('SIGTERM');
  if (demo.exitCode === null) await once(demo, 'exit');
  await rm(data, { recursive: true, force: true });
}

async function take({ site, path, width }) {
  const page = await browser.newPage({
    viewport: { width, height: HEIGHT },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(`${site}/__passport`);
  await page.getByRole('button', { name: 'Ask about GET /admin' }).click();
  await page.getByLabel('this object').check();
  await page.getByLabel('The user, as JSON').fill('{ "id": 2, "name": "grace", "role": "member" }');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.locator('.verdict').waitFor();
  // Narrow, it is long: the routes and the answer are what is worth a look.
  await page.evaluate(
    narrow => window.scrollTo(0, narrow ? document.querySelector('#routes').offsetTop - 12 : 0),
    width < 760,
  );
  // A palette is a third of the bytes, and nobody sees it.
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(path);
  await page.close();
  console.log(path);
}

async function readyAt({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const ready = /is ready: (http\S+)/.exec(line);
    if (!ready) continue;
    // Nobody reads on, and a full pipe would stop the demo.
    stdout.resume();
    return ready[1];
  }
  throw new Error('the demo has not started');
}
