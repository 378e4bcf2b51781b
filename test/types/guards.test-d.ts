// Nothing here runs: that it compiles is the test. A line under `@ts-expect-error` must not.
import type { Context } from 'egg';
import {
  Authenticated,
  AuthenticationError,
  AuthService,
  CurrentUser,
  Login,
  Public,
  type AuthFailure,
  type AuthOutcome,
  AuthPolicy,
  type GuardOptions,
  policy,
  type PolicyUse,
  Roles,
  type User,
} from 'tegg-passport';
import { holds, type Equal } from './Equal';

// While nobody has augmented AuthUser, the user is any, as egg-passport types it.
holds<Equal<User, any>>(); // oxlint-disable-line no-explicit-any
holds<Equal<Context['user'], any>>(); // oxlint-disable-line no-explicit-any
holds<Equal<AuthService['user'], any>>(); // oxlint-disable-line no-explicit-any

@Authenticated()
export class Guarded {
  @Authenticated(['session', 'api-key'])
  show(@CurrentUser() _user: { id: string }, _other: string): void {}

  @Public()
  open(): void {}

  @Login('local', { failureRedirect: '/login', scope: ['a'], session: false, keepSessionInfo: true, prompt: 'none' })
  login(@CurrentUser() _user: string): void {}

  // @ts-expect-error an endpoint that logs in puts the user nowhere else
  @Login('local', { assignProperty: 'account' })
  assign(): void {}

  // @ts-expect-error a login names its strategy
  @Login()
  nameless(): void {}

  // @ts-expect-error a strategy is named by a string
  @Authenticated(7)
  wrong(): void {}

  @Authenticated({ optional: true })
  perhaps(@CurrentUser({ optional: true }) _user?: { id: string }): void {}

  @Authenticated(['session', 'jwt'], { maxAge: '10m', strategy: 'local', policy: ['owner', policy('plan', 'pro', 2)] })
  everything(): void {}

  @Roles('admin', 'editor')
  @Authenticated({ policy: 'owner', maxAge: 600_000 })
  roles(): void {}

  // @ts-expect-error no such option
  @Authenticated({ polcy: 'owner' })
  misspelled(): void {}

  // @ts-expect-error the options are no strategies
  @Authenticated({ optional: true }, 'jwt')
  turned(): void {}

  // @ts-expect-error several strategies are a list
  @Authenticated('session', 'jwt')
  several(): void {}

  // @ts-expect-error optional is true or false
  @Authenticated({ optional: 'yes' })
  maybe(): void {}

  // @ts-expect-error no span of time
  @Authenticated({ maxAge: 'soon' })
  soon(): void {}

  // @ts-expect-error a policy with arguments is made by policy()
  @Authenticated({ policy: { name: 'plan' } })
  bare(): void {}

  // @ts-expect-error no role
  @Roles()
  noRole(): void {}

  // @ts-expect-error no such option
  unsure(@CurrentUser({ maybe: true }) _user: unknown): void {}

  // @ts-expect-error a field is no method
  @CurrentUser() field: string;
}

@AuthPolicy('owner')
export class OwnerPolicy {
  async can(user: { id: string }, _ctx: Context, document?: { ownerId: string }): Promise<boolean> {
    return document?.ownerId === user.id;
  }
}

@AuthPolicy('plan')
export class PlanPolicy {
  can(_user: { id: string }, _ctx: Context, _resource: undefined, plan: string): boolean {
    return plan === 'pro';
  }
}

// @ts-expect-error a policy says yes or no
@AuthPolicy('vague')
export class VaguePolicy {
  can(): string {
    return 'perhaps';
  }
}

// @ts-expect-error a policy has `can`
@AuthPolicy('empty')
export class EmptyPolicy {
  may(): boolean {
    return true;
  }
}

holds<Equal<ReturnType<typeof policy>, PolicyUse>>();
holds<Equal<GuardOptions['optional'], boolean | undefined>>();
holds<Equal<GuardOptions['strategy'], string | undefined>>();

/** A switch that leaves no outcome out. */
export function word(outcome: AuthOutcome): string {
  switch (outcome.type) {
    case 'success':
      return `${outcome.strategy} ${String(outcome.user)}`;
    case 'fail':
      return outcome.failures.map(({ strategy }) => strategy).join();
    case 'redirect':
      return `${outcome.url} ${outcome.status}`;
    case 'response':
      return String(outcome.body);
    case 'pass':
      return outcome.strategy;
    default:
      return outcome satisfies never;
  }
}

// @ts-expect-error one that leaves some out gives no answer for them
export function incomplete(outcome: AuthOutcome): string {
  switch (outcome.type) {
    case 'success':
    case 'fail':
      return '';
  }
}

export function narrow(outcome: AuthOutcome): void {
  // @ts-expect-error only a success has a user
  void outcome.user;
  if (outcome.type === 'fail') holds<Equal<typeof outcome.failures, readonly AuthFailure[]>>();
  // @ts-expect-error an outcome is read
  outcome.type = 'pass';
}

export async function service(authService: AuthService): Promise<void> {
  holds<Equal<ReturnType<typeof authService.isAuthenticated>, boolean>>();
  holds<Equal<Awaited<ReturnType<typeof authService.authenticate>>, AuthOutcome>>();
  await authService.login({ id: 1 }, { session: false });
  await authService.logout({ keepSessionInfo: true });
  holds<Equal<Awaited<ReturnType<typeof authService.can>>, boolean>>();
  await authService.can(policy('plan', 'pro'), { id: 1 });
  await authService.authorize('owner', { ownerId: '1' });
  holds<Equal<Awaited<ReturnType<typeof authService.runAs<number>>>, number>>();
  // @ts-expect-error one policy at a time
  await authService.can(['owner', 'plan']);
  // @ts-expect-error the user is read
  authService.user = 1;
}

export const refusal = new AuthenticationError('no key', {
  status: 403,
  challenge: ['ApiKey'],
  cause: new Error('why'),
});
// @ts-expect-error no such option
export const wrong = new AuthenticationError('no key', { statusCode: 403 });
