import type { AuthUser } from '../index';

/** The user as the application declared it, or `any` while it has not. */
// egg-passport types it as any, and applications that move over rely on it.
// oxlint-disable-next-line no-explicit-any
export type User = [keyof AuthUser] extends [never] ? any : AuthUser;
