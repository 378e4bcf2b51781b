import { emptySession, loginSlot, type LoginSlot, type Session } from '../Session';
import { setKey } from './koaSession';

/** A session as it was before a request changed its login. */
export class SessionChange {
  /** The login that it held. */
  readonly login: LoginSlot | undefined;
  /** Its id, in an external store. */
  readonly key: string | undefined;
  /** What is left to do when the new login is saved. */
  finish: (() => Promise<void>) | undefined = undefined;
  /** The request has put the new login into an external store by itself, before its end. */
  isStored = false;
  private readonly data: object;

  constructor(session: Session) {
    this.login = loginSlot(session);
    this.key = session.externalKey;
    // Without koa-session's own properties.
    const own = Object.entries(session).filter(([name]) => !name.startsWith('_') && name !== 'isNew');
    this.data = JSON.parse(JSON.stringify(Object.fromEntries(own))) as object;
  }

  /** The session as it was. */
  undo(session: Session): void {
    emptySession(session);
    Object.assign(session, this.data);
    setKey(session, this.key);
  }
}
