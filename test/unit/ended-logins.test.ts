import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mm from 'egg-mock';
import { EndedInDirectory } from '#src/passport/session/EndedInDirectory';
import { EndedLogins } from '#src/passport/session/EndedLogins';
import { newLoginId, type LoginSlot } from '#src/passport/Session';

const HOUR = 3_600_000;

describe('ended logins, written down in a folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'tegg-passport-')), 'ended');
  });
  afterEach(() => {
    mm.restore();
    rmSync(join(dir, '..'), { recursive: true });
  });
  /** A process that has started now. */
  const started = (): EndedLogins => {
    const records = new EndedInDirectory(dir);
    return new EndedLogins(() => records);
  };
  const loginOf = (user: unknown, at = Date.now()): LoginSlot => ({ user, at, id: newLoginId() });

  it('are ended at once for all processes, those that start later too', async () => {
    const [one, two] = [started(), started()];
    const [ended, other] = [loginOf('ada'), loginOf('ada')];
    assert.equal(two.isEnded(ended), false);
    await one.end(ended, HOUR);
    for (const process of [one, two, started()]) {
      assert.equal(process.isEnded(ended), true);
      assert.equal(process.isEnded(other), false);
    }
  });

  it('are ended before the promise resolves, for who does not wait for it', () => {
    const ended = loginOf('ada');
    void started().end(ended, HOUR);
    assert.equal(started().isEnded(ended), true);
  });

  it("of all of a user's are those up to now, and a login afterwards is later", async () => {
    const logins = started();
    const [before, alan] = [loginOf('ada'), loginOf('alan')];
    const now = Date.now();
    mm(Date, 'now', () => now);
    await logins.endAll('ada');
    assert.equal(logins.isEnded(before), true);
    assert.equal(logins.isEnded(loginOf('ada')), true);
    assert.equal(logins.isEnded(alan), false);
    assert.equal(logins.isEnded({ ...loginOf('ada'), after: await logins.lastEnd('ada') }), false);
  });

  it('stay ended when the clock goes back', async () => {
    const logins = started();
    const before = loginOf('ada');
    await logins.endAll('ada');
    const past = Date.now() - HOUR;
    mm(Date, 'now', () => past);
    assert.equal(logins.isEnded(before), true);
    assert.equal(logins.isEnded({ ...loginOf('ada'), after: await logins.lastEnd('ada') }), false);
  });

  it('of a user are those of before, whatever the clock says', async () => {
    const logins = started();
    const ahead = loginOf('ada', Date.now() + HOUR);
    mm(Date, 'now', () => 1_000_000);
    await logins.endAll('ada');
    assert.equal(logins.isEnded(ahead), true);
    const between = { ...loginOf('ada'), after: await logins.lastEnd('ada') };
    assert.equal(logins.isEnded(between), false);
    await logins.endAll('ada');
    assert.equal(logins.isEnded(between), true);
  });

  it('that have no id are all of the user that were written until then', async () => {
    const logins = started();
    const now = Date.now();
    const nameless = (written?: number): LoginSlot => ({ user: 'ada', written });
    await logins.end(nameless(now), HOUR);
    assert.equal(logins.isEnded(nameless(now - 1)), true);
    assert.equal(logins.isEnded(nameless(undefined)), true);
    assert.equal(logins.isEnded(nameless(Date.now() + 1)), false);
    assert.equal(logins.isEnded(loginOf('ada')), false);
  });

  it('of users who are objects are told apart by id and provider, whatever else changes', async () => {
    const logins = started();
    await logins.endAll({ provider: 'github', id: 1, name: 'Ada' });
    assert.equal(logins.isEnded(loginOf({ provider: 'github', id: 1, name: 'Countess' }, 1)), true);
    assert.equal(logins.isEnded(loginOf({ provider: 'gitlab', id: 1, name: 'Ada' }, 1)), false);
  });

  it('are forgotten when no session can be as old', async () => {
    await started().end(loginOf('ada'), HOUR);
    await started().end(loginOf('alan'), 3 * HOUR);
    assert.equal(readdirSync(dir).length, 2);
    const later = Date.now() + 2 * HOUR;
    mm(Date, 'now', () => later);
    await started().end(loginOf('eve'), HOUR);
    assert.equal(readdirSync(dir).length, 2);
  });

  it('are unknown, and not open, where the folder cannot be read', async () => {
    symlinkSync(dir, dir);
    await assert.rejects(started().end(loginOf('ada'), HOUR));
    assert.throws(() => started().isEnded(loginOf('ada')));
  });

  it('have an id of 128 random bits', () => {
    const ids = new Set(Array.from({ length: 1000 }, newLoginId));
    assert.equal(ids.size, 1000);
    for (const id of ids) assert.equal(Buffer.from(id, 'base64url').length, 16);
  });
});
