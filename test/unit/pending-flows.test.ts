import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mm from 'egg-mock';
import { anything, array, assert as check, asyncProperty, constant, oneof, record } from 'fast-check';
import { PENDING_FLOWS, PendingFlows } from '#src/passport/oauth/PendingFlows';
import { EndedInDirectory } from '#src/passport/session/EndedInDirectory';
import { EndedInStore } from '#src/passport/session/EndedInStore';
import type { SessionStore } from '#src/passport/session/SessionStore';
import type { SharedRecords } from '#src/passport/session/SharedRecords';

const MINUTE = 60_000;
const flow = (handle: string): object => ({ handle, strategy: 'github', at: Date.now() });
const flowsOf = (records: SharedRecords): PendingFlows =>
  new PendingFlows((key, lifetime) => records.claim(key, lifetime));
/** Nothing was ever taken. */
const fresh = (): PendingFlows => new PendingFlows(async () => true);
const isTaken = async (flows: PendingFlows, handle: string): Promise<boolean> =>
  (await flows.take({ [PENDING_FLOWS]: [flow(handle)] }, 'github', handle)) !== undefined;

describe('logins that have begun at providers', () => {
  it('are nothing, and no error, where a session holds anything else', async () => {
    const flows = fresh();
    const almost = record(
      {
        handle: oneof(constant('h'), anything()),
        strategy: oneof(constant('github'), anything()),
        at: oneof(constant(Date.now()), anything()),
        verifier: oneof(constant('v'), anything()),
        returnTo: oneof(constant('/'), anything()),
        oidc: oneof(constant({ nonce: 'n' }), anything()),
        state: anything(),
      },
      { requiredKeys: [] },
    );
    let found = 0;
    await check(
      asyncProperty(oneof(anything(), array(oneof(almost, anything()), { maxLength: 7 })), async held => {
        const taken = await flows.take({ [PENDING_FLOWS]: held }, 'github', 'h');
        if (taken) {
          found++;
          const { handle, strategy, at, verifier = '', returnTo = '' } = taken;
          assert.deepEqual([handle, strategy], ['h', 'github']);
          assert.deepEqual([typeof at, typeof verifier, typeof returnTo], ['number', 'string', 'string']);
        }
        const session: Record<string, unknown> = { [PENDING_FLOWS]: held };
        const begun = flows.begin(session, { strategy: 'github' });
        assert.equal((await flows.take(session, 'github', begun))?.handle, begun);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(found > 100, `only ${found} sessions held the login`);
  });

  it('leave a session as it was when there is nothing to take', async () => {
    const taken = new Set<string>();
    const flows = new PendingFlows(async key => !taken.has(key) && Boolean(taken.add(key)));
    const session = Object.freeze({ [PENDING_FLOWS]: Object.freeze([flow('a')]) });
    assert.equal(await flows.take(session, 'github', 'b'), undefined);
    assert.equal(await flows.take(session, 'gitlab', 'a'), undefined);
    assert.equal((await flows.take({ ...session }, 'github', 'a'))?.handle, 'a');
    assert.equal(await flows.take(session, 'github', 'a'), undefined);
    assert.equal(taken.size, 1);
  });

  it('are still there when it cannot be written down that they are taken', async () => {
    const flows = new PendingFlows(() => Promise.reject(new Error('the disk is full')));
    const session = Object.freeze({ [PENDING_FLOWS]: Object.freeze([flow('a')]) });
    await assert.rejects(flows.take(session, 'github', 'a'), /the disk is full/);
  });
});

describe('what is taken once, written down', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tegg-passport-'));
  });
  afterEach(() => {
    mm.restore();
    rmSync(dir, { recursive: true, force: true });
  });

  /** What a slow store of no particular kind does: two steps, and others between them. */
  const slowStore = (): SessionStore => {
    const held = new Map<string, object>();
    return {
      get: async key => (await Promise.resolve(), held.get(key)),
      set: async (key, value) => (await Promise.resolve(), held.set(key, value)),
      destroy: async key => held.delete(key),
    };
  };
  /** What of Redis counts here. */
  const redis = () => {
    const held = new Map<string, number>();
    return {
      held,
      async set(key: string, _value: string, _unit: 'PX', time: number, _condition: 'NX'): Promise<'OK' | null> {
        if (held.has(key)) return null;
        held.set(key, time);
        return 'OK';
      },
    };
  };
  /** Two processes, where what is written down is shared; or one, where only that is sure. */
  const KINDS: Record<string, () => [SharedRecords, SharedRecords]> = {
    'in a folder': () => [new EndedInDirectory(dir), new EndedInDirectory(dir)],
    'in Redis': () => {
      const shared = redis();
      return [new EndedInStore(slowStore(), shared), new EndedInStore(slowStore(), shared)];
    },
    'in another store, by one process': () => {
      const records = new EndedInStore(slowStore());
      return [records, records];
    },
  };
  for (const [where, make] of Object.entries(KINDS)) {
    it(`${where}: of many at once one gets it, and nobody later`, async () => {
      const [one, two] = make().map(flowsOf);
      const all = Array.from({ length: 20 }, (_, i) => isTaken(i % 2 ? one : two, 'a'));
      assert.equal((await Promise.all(all)).filter(Boolean).length, 1);
      assert.equal(await isTaken(one, 'a'), false);
      assert.equal(await isTaken(two, 'a'), false);
      assert.equal(await isTaken(two, 'b'), true);
    });
  }

  it('in another store: by one process and then by another, the first gets it', async () => {
    const store = slowStore();
    assert.equal(await isTaken(flowsOf(new EndedInStore(store)), 'a'), true);
    assert.equal(await isTaken(flowsOf(new EndedInStore(store)), 'a'), false);
  });

  it('in another store that fails: nobody gets it, and the next try does', async () => {
    const store = slowStore();
    const flows = flowsOf(new EndedInStore(store));
    const { set } = store;
    store.set = () => Promise.reject(new Error('down'));
    await assert.rejects(isTaken(flows, 'a'), /down/);
    store.set = set;
    assert.equal(await isTaken(flows, 'a'), true);
  });

  it('is kept for the ten minutes that a login may take, and then swept', async () => {
    const shared = redis();
    await isTaken(flowsOf(new EndedInStore(slowStore(), shared)), 'a');
    assert.deepEqual([...shared.held.values()], [10 * MINUTE]);
    const flows = flowsOf(new EndedInDirectory(dir));
    await isTaken(flows, 'a');
    const now = Date.now();
    mm(Date, 'now', () => now + 9 * MINUTE);
    await isTaken(flows, 'b');
    assert.equal(readdirSync(dir).length, 2);
    mm(Date, 'now', () => now + 12 * MINUTE);
    await isTaken(flows, 'c');
    assert.equal(readdirSync(dir).length, 2);
    mm(Date, 'now', () => now + 40 * MINUTE);
    await isTaken(flows, 'd');
    assert.equal(readdirSync(dir).length, 1);
  });

  it('in a folder is no path, whatever a session calls it', async () => {
    const flows = flowsOf(new EndedInDirectory(join(dir, 'flows')));
    for (const handle of ['../outside', '/', '.', '', 'a\0b', 'x'.repeat(5000)]) {
      assert.equal(await isTaken(flows, handle), true);
      assert.equal(await isTaken(flows, handle), false);
    }
    assert.deepEqual(readdirSync(dir), ['flows']);
  });

  it('in a folder that is none is an error', async () => {
    writeFileSync(join(dir, 'file'), '');
    await assert.rejects(isTaken(flowsOf(new EndedInDirectory(join(dir, 'file'))), 'a'));
  });
});
