import assert from 'node:assert/strict';
import type { MapEntry, PassportMap } from '#src/passport/map/PassportMap';
import { mapText } from '#src/cli/mapText';
import { table } from '#src/cli/table';
import { Terminal } from '#src/cli/Terminal';
import { textWidth } from '#src/cli/textWidth';

const ENTRIES: MapEntry[] = [
  { kind: 'router', verbs: ['GET'], path: '/open', access: { type: 'open' }, file: `${__dirname}/router.ts`, line: 7 },
  {
    kind: 'route',
    verbs: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    path: `/api/${'organisations/'.repeat(8)}:id`,
    hosts: ['a.example'],
    access: {
      type: 'guard',
      guard: {
        strategies: ['session', 'jwt'],
        optional: true,
        policies: [{ name: 'roles', args: ['管理员', 'administrator-of-everything-there-is'] }],
        maxAge: 60_000,
        freshStrategy: 'local',
      },
    },
    file: '/elsewhere/a/very/long/folder/of/an/application/Controller.ts',
  },
  { kind: 'mcp', mcp: 'tool', name: 'find things', access: { type: 'public' } },
  {
    kind: 'method',
    className: 'Vault',
    method: 'Symbol(a b)',
    access: { type: 'login', strategies: ['a', 'b'], session: false },
  },
];
const MAP: PassportMap = {
  strategies: [{ name: 'a-strategy-with-a-rather-long-name', className: 'AClassWithARatherLongName', challenge: 'A' }],
  policies: [],
  chains: {
    verify: [{ name: 'First' }, { name: 'Second', strategies: ['jwt'] }],
    serialize: [],
    deserialize: [],
    stamp: [],
  },
  entries: ENTRIES,
};
const printed = (screen: object, env: NodeJS.ProcessEnv = {}): string =>
  mapText(MAP, new Terminal(__dirname, screen, env));

describe('the map on a terminal', () => {
  for (const columns of [40, 41, 60, 80, 132, 200, 300]) {
    it(`fits ${columns} columns`, () => {
      const lines = printed({ columns }).split('\n');
      for (const line of lines) assert.ok(textWidth(line) <= columns, `${textWidth(line)}: ${line}`);
      const text = lines.join(' ').replaceAll(/\s+/g, '');
      if (columns >= 80) assert.ok(text.includes('管理员'));
      assert.match(text, /!GET.*OPEN/);
    });
  }

  it('is 80 columns wide where nobody says', () => {
    assert.equal(printed({}), printed({ columns: 80 }));
    assert.equal(printed({ columns: 0 }), printed({ columns: 80 }));
  });

  it('marks what is open, in colour only where somebody looks', () => {
    assert.match(printed({ columns: 120 }), /^! GET +\/open +OPEN +router\.ts:7$/m);
    // oxlint-disable-next-line no-control-regex -- what is looked for
    assert.match(printed({ columns: 120, isTTY: true }), /^\u001b\[1;31m! GET .*\u001b\[0m$/m);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      assert.equal(printed({ columns: 120, isTTY: true }, env), printed({ columns: 120 }));
    }
  });

  it('shows everything where there is room', () => {
    const text = printed({ columns: 500 });
    assert.ok(text.includes(`GET|POST|PUT|PATCH|DELETE  ${ENTRIES[1].path} (a.example)`));
    assert.ok(
      text.includes(
        'session or jwt, optional, roles("管理员", "administrator-of-everything-there-is"), login of the last 1m, made with local',
      ),
    );
    assert.ok(text.includes('/elsewhere/a/very/long/folder/of/an/application/Controller.ts'));
    assert.match(text, /^ {2}verify {2}First → Second \(jwt\)$/m);
    assert.match(text, /^ {2}tool {2}find things {2}public$/m);
    assert.match(text, /^ {2}Vault#Symbol\(a b\) {2}login a or b, no session$/m);
  });
});

describe('a table', () => {
  it('cuts paths in the middle and places at the start', () => {
    const [[line]] = table([['/a/bb/ccc/dddd', '/e/ff/ggg/hhhh']], ['cut-middle', 'cut-start'], 24);
    assert.equal(line, '  /a/bb…dddd  …/ggg/hhhh');
    assert.ok(textWidth(line) <= 24);
  });

  it('wraps at spaces, and words that are too long anywhere', () => {
    const [lines] = table([['one two three 四四四四四四']], ['wrap'], 11);
    assert.deepEqual(lines, ['  one two', '  three', '  四四四四', '  四四']);
  });

  it('wraps between verbs', () => {
    const [lines] = table([['GET|POST|PUT|DELETE']], ['wrap'], 11);
    assert.deepEqual(lines, ['  GET|POST|', '  PUT|', '  DELETE']);
  });

  it('prints nothing that commands a terminal', () => {
    assert.deepEqual(table([['a\u001b[2Jb\n\u202ec']], ['keep'], 80), [['  a?[2Jb??c']]);
  });
});
