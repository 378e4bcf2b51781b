import { PassportError } from './PassportError';

/** Every mistake that stops the boot. Cause and fix of each stand in `docs/errors.md`. */
export type WiringErrorCode =
  | 'decorator_target'
  | 'strategy_name'
  | 'strategy_duplicate'
  | 'strategy_unknown'
  | 'strategy_class'
  | 'strategy_handler'
  | 'strategy_key'
  | 'strategy_secret'
  | 'strategy_options'
  | 'strategy_jwt'
  | 'verifier_empty'
  | 'verifier_options'
  | 'mount_taken'
  | 'verifier_session'
  | 'guard_conflict'
  | 'guard_options'
  | 'guard_unreachable'
  | 'login_method'
  | 'login_session'
  | 'login_url'
  | 'base_url'
  | 'redirect_origins'
  | 'mark_without_effect'
  | 'current_user_unguarded'
  | 'password_cost'
  | 'policy_name'
  | 'policy_duplicate'
  | 'policy_unknown'
  | 'policy_handler'
  | 'session_disabled'
  | 'passport_config'
  | 'protected_resource'
  | 'session_options'
  | 'audit_logger'
  | 'throttle_options';

/** Where the mistake stands and what to do about it. */
export interface WiringErrorOptions {
  code: WiringErrorCode;
  /** Name of the class. */
  className?: string;
  /** Name of the method, where the mistake is one of a method. */
  method?: string;
  /** The file that declares the class. */
  file?: string;
  /** What to change. */
  fix: string;
  cause?: unknown;
}

/**
 * Something is wired wrongly; the application does not boot. The message names the class, its
 * method and file, and says what to change; each of them is a property too.
 *
 * @example
 * ```ts
 * app.on('error', (err: unknown) => {
 *   if (err instanceof WiringError) console.error(err.code, err.className, err.file, err.fix);
 * });
 * ```
 */
export class WiringError extends PassportError {
  declare readonly code: WiringErrorCode;
  readonly className?: string;
  readonly method?: string;
  readonly file?: string;
  /** What to change. */
  readonly fix: string;

  constructor(problem: string, { code, className, method, file, fix, cause }: WiringErrorOptions) {
    const name = className && (method ? `${className}#${method}` : className);
    const where = [name, file && `(${file})`].filter(Boolean).join(' ');
    super(`[tegg-passport] ${where ? `${where}: ` : ''}${problem}. ${fix}. [${code}]`, { code, cause });
    this.className = className;
    this.method = method;
    this.file = file;
    this.fix = fix;
  }
}
