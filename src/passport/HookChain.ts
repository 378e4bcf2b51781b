import type { Context } from 'egg';
import { asError } from './asError';
import { isNobody } from './isNobody';
import type { PlaceFinder } from './map/MapSource';

/** One step of a chain: receives what the step before answered. */
export type Hook = (ctx: Context, value: unknown) => unknown;

/** A step that belongs to a verifier class. */
export interface VerifierHook {
  readonly order: number;
  readonly name: string;
  /** Takes part only in logins made with these. */
  readonly strategies?: ReadonlySet<string>;
  readonly run: Hook;
  /** The object behind it. */
  readonly verifier: object;
  readonly place?: PlaceFinder;
}

/** Puts something around a step, which is known by this name. */
export type WrapStep = (name: string, run: Hook) => Hook;

/** What is known of a step. */
export type Link = Pick<VerifierHook, 'name' | 'strategies' | 'place'> & Partial<Pick<VerifierHook, 'order'>>;

/**
 * The chain of one kind (verify, serialize or deserialize): first the hooks registered the
 * egg-passport way, in the order they came, then the verifiers, by order and name. What each
 * strategy's chain is, is known when the last step was added.
 */
export class HookChain {
  private hooks: readonly Hook[] = [];
  private readonly places = new Map<Hook, PlaceFinder>();
  private verifiers: readonly VerifierHook[] = [];
  private unlimited: readonly Hook[] = [];
  private readonly limited = new Map<string, readonly Hook[]>();
  private wrapStep: WrapStep = (_name, run) => run;

  addHook(hook: Hook, place?: PlaceFinder): void {
    if (place) this.places.set(hook, place);
    this.hooks = [...this.hooks, hook];
    this.prepare();
  }

  addVerifier(verifier: VerifierHook): void {
    this.verifiers = [...this.verifiers, verifier].sort(
      (a, b) => a.order - b.order || (a.name < b.name ? -1 : Number(a.name > b.name)),
    );
    this.prepare();
  }

  /** From here on each step has something around it. */
  wrap(wrapStep: WrapStep): void {
    this.wrapStep = wrapStep;
    this.prepare();
  }

  /** All steps, in order. */
  links(): readonly Link[] {
    const hooks = this.hooks.map((hook, index) => ({
      name: hook.name || `hook ${index + 1}`,
      place: this.places.get(hook),
    }));
    return [...hooks, ...this.verifiers];
  }

  /** Whether somebody registered a hook the egg-passport way. */
  get hasHooks(): boolean {
    return this.hooks.length > 0;
  }

  /** Whether a verifier class takes part. */
  get hasVerifiers(): boolean {
    return this.verifiers.length > 0;
  }

  /** The steps for a login made with this strategy, or with none. */
  steps(strategy: string | undefined): readonly Hook[] {
    return (strategy === undefined ? undefined : this.limited.get(strategy)) ?? this.unlimited;
  }

  /** Runs the steps one after the other; the first "not this user" ends it. */
  async run(ctx: Context, value: unknown, strategy: string | undefined): Promise<unknown> {
    try {
      for (const step of this.steps(strategy)) {
        value = await step(ctx, value);
        if (isNobody(value)) break;
      }
    } catch (err) {
      throw asError(err, 'A hook or verifier');
    }
    return value;
  }

  /** The strategies for which the chain is another one. */
  limitedTo(): Iterable<string> {
    return this.limited.keys();
  }

  /** Whether a link is limited to some strategies. */
  get hasLimits(): boolean {
    return this.limited.size > 0;
  }

  /** The verifiers that take part in a login made with this strategy, or with none. */
  verifiersOf(strategy: string | undefined): readonly VerifierHook[] {
    return this.verifiers.filter(
      ({ strategies }) => !strategies || (strategy !== undefined && strategies.has(strategy)),
    );
  }

  private prepare(): void {
    const hooks = this.hooks.map((hook, index) => this.wrapStep(hook.name || `hook ${index + 1}`, hook));
    const stepsFor = (strategy?: string): readonly Hook[] => [
      ...hooks,
      ...this.verifiersOf(strategy).map(({ name, run }) => this.wrapStep(name, run)),
    ];
    this.unlimited = stepsFor();
    for (const strategy of new Set(this.verifiers.flatMap(({ strategies }) => [...(strategies ?? [])]))) {
      this.limited.set(strategy, stepsFor(strategy));
    }
  }
}
