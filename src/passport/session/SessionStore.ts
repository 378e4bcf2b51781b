/** An external store of koa-session. */
export interface SessionStore {
  get(key: string, maxAge?: unknown, options?: object): Promise<unknown>;
  set(key: string, value: object, maxAge?: unknown, options?: object): Promise<unknown>;
  destroy(key: string, options?: object): Promise<unknown>;
}
