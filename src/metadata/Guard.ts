import type { GuardMark } from '../decorator/ClassMarks';
import { policy, type PolicyUse } from '../decorator/policy';

/** What a guard wants, after all marks were read. */
export interface Guard {
  readonly strategies: readonly string[];
  /** Whether the application named the strategies. */
  readonly named: boolean;
  readonly optional: boolean;
  readonly policies: readonly PolicyUse[];
  /** Milliseconds. */
  readonly maxAge?: number;
  readonly freshStrategy?: string;
}

const DEFAULT: GuardMark = { optional: false, policies: [] };

/** A guard out of the mark of `@Authenticated`, or none, and the `@Roles` that add to it. */
export function guardOf(
  { strategies, policies, ...mark }: GuardMark = DEFAULT,
  roles: readonly (readonly string[])[] = [],
): Guard {
  return {
    ...mark,
    strategies: strategies ?? ['session'],
    named: strategies !== undefined,
    policies: [...roles.map(names => policy('roles', ...names)), ...policies],
  };
}
