import type { Application } from 'egg';
import type { Chains } from '../Chains';
import type { AuthEvents } from '../events/AuthEvents';
import { EndedLogins } from './EndedLogins';
import { recordsOf } from './recordsOf';
import { Serializer } from './Serializer';
import { SessionIndex } from './SessionIndex';
import { sessionSettings, type SessionSettings } from './SessionSettings';

/** What those who write and read logins share. */
export interface SessionParts {
  readonly app: Application;
  readonly chains: Pick<Chains, 'serialize' | 'deserialize' | 'stamp'>;
  readonly settings: SessionSettings;
  readonly serializer: Serializer;
  readonly ended: EndedLogins;
  readonly index: SessionIndex;
  readonly events: AuthEvents;
}

/** The same, for an application. */
export function sessionParts(app: Application, chains: Chains, events: AuthEvents): SessionParts {
  const { session } = app.config.passport;
  return {
    app,
    chains,
    settings: sessionSettings(session),
    serializer: new Serializer(chains.serialize),
    ended: new EndedLogins(recordsOf(app)),
    index: new SessionIndex(app),
    events,
  };
}
