import type { Context } from 'egg';
import type { PolicyUse } from '../decorator/policy';
import { PassportError } from '../decorator/PassportError';
import { asError } from './asError';
import type { Trace } from './trace/Trace';
import { watchedPolicy } from './trace/watchedPolicy';

/** Says whether a user may do something. Only `true` is a yes. */
export type Can = (user: unknown, ctx: Context, resource: unknown, args: readonly unknown[]) => unknown;

/** A policy as a guard uses it. What answers is known from `willReady` on. */
export interface PreparedPolicy {
  readonly name: string;
  readonly args: readonly unknown[];
  can?: Can;
}

/** The policies of the application, by name. */
export class PolicyRegistry {
  private readonly policies = new Map<string, Can>();
  private readonly prepared: PreparedPolicy[] = [];
  private trace?: Trace;

  add(name: string, can: Can): void {
    const asked: Can = async (...question) => {
      try {
        return await can(...question);
      } catch (err) {
        throw asError(err, `The policy '${name}'`);
      }
    };
    this.policies.set(name, this.trace ? watchedPolicy(this.trace, name, asked) : asked);
  }

  /** From here on `trace` is told of each answer. Before {@link resolve}. */
  observe(trace: Trace): void {
    this.trace = trace;
    for (const [name, can] of this.policies) this.policies.set(name, watchedPolicy(trace, name, can));
  }

  names(): string[] {
    return [...this.policies.keys()];
  }

  /** For a guard, at boot: {@link resolve} fills in what answers. */
  prepare(uses: readonly PolicyUse[]): readonly PreparedPolicy[] {
    const prepared = uses.map((use): PreparedPolicy => ({ ...named(use) }));
    this.prepared.push(...prepared);
    return prepared;
  }

  /** How guards use this policy. */
  usesOf(name: string): readonly PreparedPolicy[] {
    return this.prepared.filter(policy => policy.name === name);
  }

  /** When all policies stand. */
  resolve(): void {
    for (const policy of this.prepared) policy.can = this.policies.get(policy.name);
  }

  /** For a question asked at a request. */
  find(use: PolicyUse): PreparedPolicy {
    const { name, args } = named(use);
    const can = this.policies.get(name);
    if (can) return { name, args, can };
    throw new PassportError(`No @AuthPolicy is named '${name}'`, { code: 'policy_unknown' });
  }
}

/** The name and arguments of a policy in use. */
export function named(use: PolicyUse): { name: string; args: readonly unknown[] } {
  return typeof use === 'string' ? { name: use, args: [] } : { name: use.name, args: use.args };
}
