import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { AuthEvent } from 'tegg-passport';
import { auditLine } from '#src/passport/events/auditLine';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  // What ends lines, moves cursors, turns text round, closes quotes.
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '\u0085',
        '\u001B[2J',
        '\u009B',
        '\u202E',
        '\u0000',
        '"',
        '\\',
        '\uD800',
      ),
      { maxLength: 20 },
    )
    .map(parts => parts.join('')),
);
const time = fc.integer({ min: 0, max: 8.64e15 });
const events = fc.record(
  {
    at: time,
    type: fc.constantFrom('login', 'logout', 'refused', 'throttled', 'sessionsEnded'),
    reason: text,
    userId: fc.oneof(text, fc.integer()),
    strategy: text,
    policy: text,
    ip: text,
    userAgent: text,
    requestId: text,
  },
  { requiredKeys: ['at', 'type'] },
);

describe('a line of the audit log', () => {
  it('is one line of printable ASCII, and says what the event says, whatever that is', () => {
    fc.assert(
      fc.property(events, happened => {
        const line = auditLine(happened as AuthEvent);
        assert.match(line, /^[ -~]+$/);
        assert.deepEqual(JSON.parse(line), { ...happened, at: new Date(happened.at).toISOString() });
      }),
      { numRuns: 20_000 },
    );
  });

  it('has its keys in one order, and none but those of events', () => {
    const event: AuthEvent & { password: string } = {
      password: 'secret',
      userId: 'ada',
      strategy: 'local',
      type: 'login',
      at: 0,
    };
    const line = auditLine(event);
    assert.equal(line, '{"at":"1970-01-01T00:00:00.000Z","type":"login","userId":"ada","strategy":"local"}');
  });
});
