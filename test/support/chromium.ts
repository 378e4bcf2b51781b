import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Options = Parameters<typeof chromium.launchPersistentContext>[1];

/** A Chromium with a profile of its own, which goes with it. */
export interface Chromium {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts Debian's Chromium, or the one at `CHROMIUM_PATH`, headless. */
export async function startChromium(options: Options = {}): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'tegg-passport-chromium-'));
  const remove = (): void => rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: QUIET,
      ...options,
    });
    return {
      context,
      async close() {
        await context.close();
        remove();
      },
    };
  } catch (err) {
    remove();
    throw err;
  }
}
