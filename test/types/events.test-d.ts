// Nothing here runs: that it compiles is the test. A line under `@ts-expect-error` must not.
import { Event } from '@eggjs/tegg';
import type { Application } from 'egg';
import type { AuthEvent, LoginEvent, RefusedEvent, ThrottledEvent } from 'tegg-passport';
import { holds, type Equal } from './Equal';

declare const app: Application;

const stop = app.passport.on('login', event => {
  holds<Equal<typeof event, LoginEvent>>();
  // @ts-expect-error a login has no reason
  return event.reason;
});
holds<Equal<typeof stop, () => void>>();
app.passport.on('refused', async ({ reason, policy }) => [reason, policy]);
app.passport.on('throttled', ({ retryAfter }) => holds<Equal<typeof retryAfter, number>>());
// @ts-expect-error there is no such event
app.passport.on('logni', () => {});

export function reasonOf(event: AuthEvent): string | undefined {
  return event.type === 'refused' || event.type === 'throttled' ? event.reason : undefined;
}

@Event('passport:refused')
export class RefusedHandler {
  async handle(event: RefusedEvent): Promise<string> {
    return event.reason;
  }
}

@Event('passport:throttled')
export class ThrottledHandler {
  handle({ retryAfter }: ThrottledEvent): number {
    return retryAfter;
  }
}

// @ts-expect-error a handler of another event
@Event('passport:login')
export class WrongHandler {
  handle({ retryAfter }: ThrottledEvent): number {
    return retryAfter;
  }
}

// @ts-expect-error there is no such event
@Event('login')
export class NoHandler {
  handle(): void {}
}
