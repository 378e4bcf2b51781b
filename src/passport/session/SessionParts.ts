import type { Application } from 'egg';
import type { HookChain } from '../HookChain';
import type { EndedLogins } from './EndedLogins';
import type { SessionIndex } from './SessionIndex';
import type { Serializer } from './Serializer';
import type { SessionSettings } from './SessionSettings';

/** What those who write and read logins share. */
export interface SessionParts {
  readonly app: Application;
  readonly chains: Readonly<Record<'serialize' | 'deserialize' | 'stamp', HookChain>>;
  readonly settings: SessionSettings;
  readonly serializer: Serializer;
  readonly ended: EndedLogins;
  readonly index: SessionIndex;
}
