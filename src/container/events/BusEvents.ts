import type { AuthEvent, AuthEventOf } from '../../passport/events/AuthEvent';

/** The events as tegg's event bus names them: `passport:login` and so on. */
export type BusEvents = {
  [T in AuthEvent['type'] as `passport:${T}`]: (event: AuthEventOf<T>) => unknown;
};

declare module '@eggjs/tegg' {
  interface Events extends BusEvents {}
}
