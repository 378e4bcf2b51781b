import type { Application } from 'egg';
import type { HookChain } from '../HookChain';
import type { EndedLogins } from './EndedLogins';
import type { SessionSettings } from './SessionSettings';

/** What those who write and read logins share. */
export interface SessionParts {
  readonly app: Application;
  readonly chains: Readonly<Record<'serialize' | 'deserialize' | 'stamp', HookChain>>;
  readonly settings: SessionSettings;
  readonly ended: EndedLogins;
}
