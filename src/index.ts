import './app/typings';

/**
 * The user of the application. Augment it once, and `ctx.user`, {@link AuthService.user} and
 * `@CurrentUser()` are typed by it. While nobody has augmented it, the user is `any`, as
 * egg-passport types it.
 *
 * @example
 * ```ts
 * declare module 'tegg-passport' {
 *   interface AuthUser {
 *     id: string;
 *     name: string;
 *   }
 * }
 * ```
 */
// It must be declared here, in the entry file, or augmentations would not merge.
// oxlint-disable-next-line no-empty-interface
export interface AuthUser {}

export { Strategy } from './decorator/Strategy';
export type { StrategyOptions } from './decorator/Strategy';
export { AuthVerifier } from './decorator/AuthVerifier';
export { Authenticated } from './decorator/Authenticated';
export type { GuardOptions } from './decorator/GuardOptions';
export { Roles } from './decorator/Roles';
export { AuthPolicy } from './decorator/AuthPolicy';
export type { PolicyHandler } from './decorator/PolicyHandler';
export { policy } from './decorator/policy';
export type { PolicyUse } from './decorator/policy';
export { Public } from './decorator/Public';
export { Login } from './decorator/Login';
export { CurrentUser } from './decorator/CurrentUser';
export type { StrategyHandler } from './decorator/StrategyHandler';
export type { ValidateArgs } from './decorator/ValidateArgs';
export type { Verifier } from './decorator/Verifier';
export type { VerifierOptions } from './decorator/ClassMarks';
export type { AuthenticateOptions, LoginOptions, MountOptions } from './decorator/AuthenticateOptions';
export type { ThrottleKey, ThrottleOptions } from './decorator/ThrottleOptions';
export { PasswordHasher } from './container/PasswordHasher';
export type { PasswordCost } from './container/passwordCost';
export { AuthService } from './container/AuthService';
export { PassportError } from './decorator/PassportError';
export { WiringError } from './decorator/WiringError';
export type { WiringErrorCode } from './decorator/WiringError';
export { AuthenticationError } from './passport/AuthenticationError';
export { AuthorizationError } from './passport/AuthorizationError';
export { ThrottledError } from './passport/throttle/ThrottledError';
export type { AuthFailure, AuthOutcome } from './passport/AuthOutcome';
export type {
  AuthEvent,
  AuthEventOf,
  LoginEvent,
  LogoutEvent,
  RefusedEvent,
  SessionsEndedEvent,
  ThrottledEvent,
} from './passport/events/AuthEvent';
export type { AuthListener } from './passport/events/AuthEvents';
export type { BusEvents } from './container/events/BusEvents';
export type { User } from './decorator/User';
export type { Passport } from './passport/Passport';
export type { OpenapiSecurity, SecurityRequirement } from './passport/openapi/OpenapiSecurity';
export type { SecurityScheme } from './decorator/SecurityScheme';
export type {
  MapAccess,
  MapEntry,
  MapGuard,
  MapLink,
  MapPlace,
  MapPolicy,
  MapStrategy,
  PassportMap,
} from './passport/map/PassportMap';
