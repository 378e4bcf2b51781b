import type { WrapStep } from '../HookChain';
import { isNobody } from '../isNobody';
import type { Call, LinkKind } from './Call';
import type { Decision } from './Decision';
import type { Trace } from './Trace';

/** Puts the trace around the links of one chain. */
export function watchedStep(trace: Trace, kind: LinkKind): WrapStep {
  const findsUsers = kind === 'verify' || kind === 'deserialize';
  const [something, nothing]: Decision[] = findsUsers
    ? [{ outcome: 'user' }, { outcome: 'nobody' }]
    : [{ outcome: 'value' }, { outcome: 'nothing' }];
  const decide = (answer: unknown): Decision => (isNobody(answer) ? nothing : something);
  return (name, run) => {
    const call: Call = { kind, name };
    return (ctx, value) => trace.follow(call, () => run(ctx, value), decide);
  };
}
