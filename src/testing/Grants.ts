import { randomUUID } from 'node:crypto';

/** What a mocked provider knows of somebody whom it sends back. */
export interface Grant {
  /** What the login is to come to. */
  readonly outcome: unknown;
  /** What of the start must come again. */
  readonly bound: Readonly<Record<string, string | undefined>>;
}

/** The codes and tokens that mocked providers have given, each of which can be used once. */
export class Grants {
  private readonly given = new Map<string, Grant>();

  give(grant: Grant): string {
    const code = `mock-${randomUUID()}`;
    this.given.set(code, grant);
    return code;
  }

  /** What a code was given for; nothing, for one that was not given, was used, or is not bound to the same. */
  take(code: string, isBoundTo: (bound: Grant['bound']) => boolean): Grant | undefined {
    const grant = this.given.get(code);
    this.given.delete(code);
    return grant && isBoundTo(grant.bound) ? grant : undefined;
  }

  /** What a code was given for, which stays good. */
  peek(code: string): Grant | undefined {
    return this.given.get(code);
  }
}
