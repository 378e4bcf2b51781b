import type { Application } from 'egg';
import type { AuthEvent } from 'tegg-passport';
import { eventTypes } from '#src/passport/events/eventTypes';

/** All that an application says of itself. */
export class Heard {
  private readonly events: AuthEvent[] = [];
  private readonly stops: (() => void)[];

  constructor(private readonly app: Application) {
    this.stops = eventTypes.map(type => app.passport.on(type, event => this.events.push(event)));
  }

  /** What has happened since this was asked last. */
  async take(): Promise<AuthEvent[]> {
    await this.app.passport.events.told();
    return this.events.splice(0);
  }

  /** The same, without when and where from. */
  async facts(): Promise<object[]> {
    return (await this.take()).map(({ at: _at, ip: _ip, userAgent: _agent, requestId: _id, ...facts }) => facts);
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }
}
