import assert from 'node:assert/strict';
import type { Browser, Page } from './Browser';

/** Logs in at the provider, consents, and stops at the redirect back to the application. */
export async function logInAtProvider(browser: Browser, away: Page, account: string): Promise<Page> {
  const login = await toInteraction(browser, away);
  assert.match(login.text, /<h1>login</);
  let page = await browser.follow(await browser.post(login.url, { account }));
  page = await browser.follow(page);
  assert.match(page.text, /<h1>consent</);
  return browser.follow(await browser.post(page.url, { consent: 'yes' }));
}

/** Leaves the provider's login screen, and stops at the redirect back to the application. */
export async function cancelAtProvider(browser: Browser, away: Page): Promise<Page> {
  const login = await toInteraction(browser, away);
  return browser.follow(await browser.post(login.url, { cancel: 'yes' }));
}

/** From the application's redirect to the provider's screen. */
async function toInteraction(browser: Browser, away: Page): Promise<Page> {
  return browser.follow(await browser.follow(away));
}
