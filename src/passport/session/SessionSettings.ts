import { DURATION_FIX, milliseconds, type Duration } from '../../decorator/duration';
import { WiringError } from '../../decorator/WiringError';
import { PENDING_FLOWS } from '../oauth/PendingFlows';

/** `config.passport.session`. */
export interface SessionConfig {
  /** What a login leaves of the session before it, beside `returnTo` and logins that have begun at providers. By default nothing. */
  keep?: readonly string[];
  /** How long a login lasts, whatever its user does meanwhile. By default as long as the session. */
  maxLifetime?: Duration;
  /**
   * What answers a request whose user cannot be found out, because the store or `deserializeUser`
   * fails: 503 everywhere, by default, or, on pages without a guard, what nobody sees.
   */
  onStoreFailure?: 'fail' | 'nobody';
  /**
   * How long it may take to find out who a session's user is: the store, `deserializeUser` and `stamp`
   * together. At a login or logout it holds for each step. 1.5 s by default.
   */
  timeout?: Duration;
  /**
   * Where ended logins of cookie sessions are written down, so that a copied cookie opens nothing: a
   * folder that the processes of one machine share. By default `ended-logins` in Egg's `run` folder.
   */
  endedDir?: string;
  /**
   * Until when cookies of cookie sessions open that Egg wrote by itself, before this plugin was
   * there: a date, or `false` for never. By default one `config.session.maxAge` from each boot on.
   */
  eggCookiesUntil?: Date | string | false;
}

/** The same, complete. */
export interface SessionSettings {
  readonly keep: readonly string[];
  /** Milliseconds. */
  readonly maxLifetime?: number;
  readonly failClosed: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

const TIMEOUT = 1500;

/** @throws WiringError `session_options` */
export function sessionSettings(config: SessionConfig = {}): SessionSettings {
  const { keep = [], onStoreFailure = 'fail', timeout = TIMEOUT, maxLifetime } = config;
  const keys: unknown = keep;
  if (!Array.isArray(keys) || !keys.every(key => typeof key === 'string' && key !== 'passport')) {
    throw wrong('keep', keep, "Give a list of the session's keys; `passport`, which is the login, is none of them");
  }
  if (onStoreFailure !== 'fail' && onStoreFailure !== 'nobody') {
    throw wrong('onStoreFailure', onStoreFailure, "Say 'fail' or 'nobody'");
  }
  return {
    keep: ['returnTo', PENDING_FLOWS, ...keep],
    maxLifetime: maxLifetime === undefined ? undefined : span('maxLifetime', maxLifetime),
    failClosed: onStoreFailure === 'fail',
    timeout: span('timeout', timeout),
  };
}

function span(option: string, value: Duration): number {
  const time = milliseconds(value);
  if (time === undefined) throw wrong(option, value, DURATION_FIX);
  return time;
}

function wrong(option: string, value: unknown, fix: string): WiringError {
  return new WiringError(`\`config.passport.session.${option}\` is ${JSON.stringify(value)}`, {
    code: 'session_options',
    fix,
  });
}
