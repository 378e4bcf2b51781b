import assert from 'node:assert/strict';
import { anything, array, assert as check, constant, oneof, property, record } from 'fast-check';
import { PENDING_FLOWS, PendingFlows } from '#src/passport/oauth/PendingFlows';

const flow = (handle: string): object => ({ handle, strategy: 'github', at: Date.now() });

describe('logins that have begun at providers', () => {
  it('are nothing, and no error, where a session holds anything else', () => {
    const flows = new PendingFlows();
    const almost = record(
      {
        handle: oneof(constant('h'), anything()),
        strategy: oneof(constant('github'), anything()),
        at: oneof(constant(Date.now()), anything()),
        verifier: oneof(constant('v'), anything()),
        returnTo: oneof(constant('/'), anything()),
        state: anything(),
      },
      { requiredKeys: [] },
    );
    let found = 0;
    check(
      property(oneof(anything(), array(oneof(almost, anything()), { maxLength: 7 })), held => {
        const taken = new PendingFlows().take({ [PENDING_FLOWS]: held }, 'github', 'h');
        if (taken) {
          found++;
          const { handle, strategy, at, verifier = '', returnTo = '' } = taken;
          assert.deepEqual([handle, strategy], ['h', 'github']);
          assert.deepEqual([typeof at, typeof verifier, typeof returnTo], ['number', 'string', 'string']);
        }
        const session: Record<string, unknown> = { [PENDING_FLOWS]: held };
        const begun = flows.begin(session, { strategy: 'github' });
        assert.equal(flows.take(session, 'github', begun)?.handle, begun);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(found > 100, `only ${found} sessions held the login`);
  });

  it('leave a session as it was when there is nothing to take', () => {
    const flows = new PendingFlows();
    const session = Object.freeze({ [PENDING_FLOWS]: Object.freeze([flow('a')]) });
    assert.equal(flows.take(session, 'github', 'b'), undefined);
    assert.equal(flows.take(session, 'gitlab', 'a'), undefined);
    assert.equal(flows.take({ ...session }, 'github', 'a')?.handle, 'a');
    assert.equal(flows.take(session, 'github', 'a'), undefined);
  });

  it('stay taken while a hundred thousand others are, and memory ends there', () => {
    const flows = new PendingFlows();
    const take = (handle: string): boolean =>
      flows.take({ [PENDING_FLOWS]: [flow(handle)] }, 'github', handle) !== undefined;
    assert.ok(take('first'));
    for (let i = 1; i < 100_000; i++) take(`other ${i}`);
    assert.ok(!take('first'));
    take('one too many');
    assert.ok(take('first'));
  });
});
