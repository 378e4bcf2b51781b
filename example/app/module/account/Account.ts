/** Where somebody's name comes from: this application's own passwords, or GitHub. */
export type Provider = 'local' | 'github';

/** What an account may do beyond its own things. */
export type Role = 'member' | 'admin';

/** An account, known by its provider and by the id that the provider gave it. */
export interface Account {
  id: number;
  provider: Provider;
  providerId: string;
  name: string;
  role: Role;
  createdAt: string;
}

/** An account that does not exist yet. */
export type NewAccount = Pick<Account, 'provider' | 'providerId' | 'name'>;

// Types `ctx.user`, `authService.user` and `@CurrentUser()`.
declare module 'tegg-passport' {
  interface AuthUser extends Account {}
}
