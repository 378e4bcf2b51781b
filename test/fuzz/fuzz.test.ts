import assert from 'node:assert/strict';
import { STORES } from '../support/sessionStores';
import { counts, ENOUGH, TIMEOUT } from './cases';
import { callbackParameters, callbacks } from './callbacks';
import { cookies } from './cookies';
import { credentials, forms } from './forms';
import { headers } from './headers';
import type { OnSite } from './OnSite';
import { Oracle } from './Oracle';
import { redirects, redirectTargets } from './redirects';
import { sessions, sessionSlots } from './sessions';
import { Site } from './Site';

const FUNCTIONS = {
  sessions: sessionSlots,
  callbacks: callbackParameters,
  redirects: redirectTargets,
  forms: credentials,
};
const REQUESTS = { cookies, sessions, callbacks, redirects, forms, headers };

describe('fuzzing', function () {
  this.timeout(TIMEOUT);

  for (const [topic, cases] of Object.entries(FUNCTIONS)) describe(`the functions that decide: ${topic}`, cases);

  for (const store of STORES) {
    describe(`an application with sessions in ${store}`, () => {
      const on = {} as { -readonly [key in keyof OnSite]: OnSite[key] };
      before(async () => {
        on.site = await Site.start(store);
        on.oracle = new Oracle(on.site);
      });
      after(async () => {
        await on.site.close();
        on.oracle.end();
      });

      for (const [topic, cases] of Object.entries(REQUESTS)) describe(topic, () => cases(on));
    });
  }

  describe('all of it', () => {
    it(`was ${ENOUGH} cases over sockets at least`, () => {
      console.log(`      ${counts.requests} cases over sockets, ${counts.functions} at the functions that decide`);
      assert.ok(counts.requests >= ENOUGH);
    });
  });
});
