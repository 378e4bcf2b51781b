import type { Can } from '../PolicyRegistry';
import type { Call } from './Call';
import type { Decision } from './Decision';
import type { Trace } from './Trace';

/** Puts the trace around a policy. */
export function watchedPolicy(trace: Trace, name: string, can: Can): Can {
  const call: Call = { kind: 'policy', name };
  // Only `true` is a yes.
  const decide = (answer: unknown): Decision => ({ outcome: answer === true ? 'yes' : 'no' });
  return (...question) => trace.follow(call, () => can(...question), decide);
}
