import { html, type Html } from './html';

const FAILURES: Record<string, string> = {
  password: 'User name or password is wrong.',
  github: 'GitHub did not sign you in.',
};

/** What a login page says after a login that failed. */
export function failureOf(failed = ''): Html | false {
  return Object.hasOwn(FAILURES, failed) && html`<p class="alert" role="alert">${FAILURES[failed]}</p>`;
}
