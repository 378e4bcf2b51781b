import { HookChain, type VerifierHook } from './HookChain';
import type { LinkKind } from './trace/Call';
import type { Trace } from './trace/Trace';
import { watchedStep } from './trace/watchedStep';

/** What a verifier class takes part in. */
export type VerifierHooks = Partial<Record<LinkKind, VerifierHook>>;

const KINDS: readonly LinkKind[] = ['verify', 'serialize', 'deserialize', 'stamp'];

/** The chains of hooks and verifiers. */
export class Chains {
  readonly verify = new HookChain();
  readonly serialize = new HookChain();
  readonly deserialize = new HookChain();
  readonly stamp = new HookChain();

  /** The links of one verifier class, for all chains. */
  addVerifier(hooks: VerifierHooks): void {
    for (const chain of KINDS) {
      const hook = hooks[chain];
      if (hook) this[chain].addVerifier(hook);
    }
  }

  /** From here on `trace` is told of each link. */
  observe(trace: Trace): void {
    for (const kind of KINDS) this[kind].wrap(watchedStep(trace, kind));
  }

  /** Whether something puts this strategy's users into the session and brings them back. */
  restoresLoginsOf(strategy: string): boolean {
    const { serialize, deserialize } = this;
    if (serialize.hasHooks && deserialize.hasHooks) return true;
    const restoring = new Set(deserialize.verifiersOf(strategy).map(({ verifier }) => verifier));
    return serialize.verifiersOf(strategy).some(({ verifier }) => restoring.has(verifier));
  }

  /** Whether there are hooks registered the egg-passport way, and nothing else. */
  hasOnlyHooks(): boolean {
    const chains = [this.verify, this.serialize, this.deserialize, this.stamp];
    return chains.some(chain => chain.hasHooks) && !chains.some(chain => chain.hasVerifiers);
  }
}
