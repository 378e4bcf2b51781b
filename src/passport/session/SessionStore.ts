/** Marks the stores that finish logins when they are saved. */
export const GUARDED = Symbol('tegg-passport#guarded');

/** An external store of koa-session. */
export interface SessionStore {
  readonly [GUARDED]?: true;
  get(key: string, maxAge?: unknown, options?: object): Promise<unknown>;
  set(key: string, value: object, maxAge?: unknown, options?: object): Promise<unknown>;
  destroy(key: string, options?: object): Promise<unknown>;
}
