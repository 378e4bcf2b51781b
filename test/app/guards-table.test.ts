import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controllers, cookiesOf, get, LOGIN_CONTROLLER, post, running } from '../support/running';

/** A row of the table: the marks of a controller and of its parent, and what comes of them. */
interface Row {
  readonly parentClass: string;
  readonly parentMethod: string;
  readonly clazz: string;
  readonly method: string;
  readonly route: string;
}

const NO_MARK = '—';
const NOT_OVERRIDDEN = 'not overridden';
const CLASS_MARKS = [NO_MARK, '@Authenticated()', '@Public()'];
const METHOD_MARKS = ['@Authenticated()', '@Public()', '@Login'];

/** What may stand in each column. */
const PARENT_METHODS = [NO_MARK, ...METHOD_MARKS];
const METHODS = [NOT_OVERRIDDEN, 'overrides, no mark', ...METHOD_MARKS];

/** What a stranger, a member and somebody with a password get from a route, and who the latter is on the next request. */
const ROUTES: Readonly<Record<string, string>> = {
  '401 200 401 nobody': 'guarded',
  '200 200 200 nobody': 'open',
  // passport-local calls a request without a password a bad one.
  '400 400 200 ada': 'login endpoint',
};

const overrides = ({ method }: Row): boolean => method !== NOT_OVERRIDDEN;
const isNew = (row: Row): boolean => overrides(row) && row.parentMethod === NO_MARK;

/** The forms in which the marks of a row can be written, and of which rows. */
const FORMS = {
  parent: () => true,
  child: () => true,
  bare: overrides,
  added: isNew,
  alone: (row: Row) => isNew(row) && row.parentClass === NO_MARK,
};
type Form = keyof typeof FORMS;

describe('the table of docs/guards.md about inheritance', () => {
  const rows = tableRows();
  const on = running(
    controllers({
      LoginController: LOGIN_CONTROLLER,
      WhoController: `@HTTPController({ path: '/who' }) export class WhoController {
        ${get('/')} async show(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; } }`,
      Table: rows.map(sources).join('\n'),
    }),
  );
  let member: string[];
  before(async () => {
    member = await on.login('root');
  });

  /** What a route turns out to be. */
  async function seen(path: string): Promise<string> {
    const stranger = await on.post(path);
    const asMember = await on.post(path, { Cookie: member });
    const withPassword = await on.post(path).send({ username: 'ada', password: 'right' });
    const cookies = cookiesOf(withPassword);
    const next = cookies ? (await on.get('/who', { Cookie: cookies }).expect(200)).text : 'nobody';
    const told = [...[stranger, asMember, withPassword].map(({ status }) => status), next].join(' ');
    return ROUTES[told] ?? told;
  }

  /** Asks the routes of all rows in one form, and compares them with what the rows say. */
  async function assertRoutes(form: Form, expected = ({ route }: Row): string => route): Promise<void> {
    const asked = [...rows.entries()].filter(([, row]) => FORMS[form](row));
    assert.ok(asked.length);
    const wrong: object[] = [];
    for (const [number, row] of asked) {
      const found = await seen(`/${form}/${number}`);
      if (found !== expected(row)) wrong.push({ ...row, found });
    }
    assert.deepEqual(wrong, []);
  }

  it('has every combination of marks once', () => {
    const combinations = CLASS_MARKS.flatMap(parentClass =>
      PARENT_METHODS.flatMap(parentMethod =>
        CLASS_MARKS.flatMap(clazz => METHODS.map(method => ({ parentClass, parentMethod, clazz, method }))),
      ),
    );
    assert.equal(rows.length, CLASS_MARKS.length * PARENT_METHODS.length * CLASS_MARKS.length * METHODS.length);
    assert.deepEqual(
      rows.map(({ route: _route, ...marks }) => marks),
      combinations,
    );
  });

  it('says what the route of each row is', () => assertRoutes('child'));

  it('says it of an override without a route of its own too', () => assertRoutes('bare'));

  it('says it of a parent that does not have the method too', () => assertRoutes('added'));

  it('says it of a class without a parent too', () => assertRoutes('alone'));

  it("leaves a parent's own route as its own marks say", () =>
    assertRoutes('parent', ({ parentClass, parentMethod }) => {
      const method = parentMethod === NO_MARK ? 'overrides, no mark' : parentMethod;
      return find({ parentClass: NO_MARK, parentMethod: NO_MARK, clazz: parentClass, method }).route;
    }));

  function find(marks: Omit<Row, 'route'>): Row {
    const found = rows.find(row => Object.entries(marks).every(([column, cell]) => row[column as keyof Row] === cell));
    assert.ok(found);
    return found;
  }
});

/** The controllers of a row, in all forms that it has. */
function sources(row: Row, number: number): string {
  const { parentClass, parentMethod, clazz, method } = row;
  const act = `async act() { return 'reached'; }`;
  const written: Record<Form, string> = {
    parent: `{ ${mark(parentMethod)} ${post('/')} ${act} }`,
    child: `extends parent${number} { ${overrides(row) ? `${mark(method)} ${post('/')} ${act}` : ''} }`,
    bare: `extends parent${number} { ${mark(method)} ${act} }`,
    added: `extends Base${number} { ${mark(method)} ${post('/')} ${act} }`,
    alone: `{ ${mark(method)} ${post('/')} ${act} }`,
  };
  const forms = (Object.keys(FORMS) as Form[]).filter(form => FORMS[form](row));
  const classes = forms.map(form => {
    const own = mark(form === 'parent' ? parentClass : clazz);
    return `${own} @HTTPController({ path: '/${form}/${number}' }) export class ${form}${number} ${written[form]}`;
  });
  return [`${isNew(row) ? mark(parentClass) : ''} abstract class Base${number} {}`, ...classes].join('\n');
}

/** A cell of the table, as code. */
function mark(cell: string): string {
  if (cell === '@Login') return `@Login('local')`;
  return cell.startsWith('@') ? cell : '';
}

function tableRows(): Row[] {
  const page = readFileSync(join(__dirname, '../../docs/guards.md'), 'utf8');
  const [, section] = /^## Inheritance\n([^]*?)^## /m.exec(page) ?? [];
  const [, ...lines] = section.split('\n').filter(line => line.startsWith('|') && !/^[|\s-]+$/.test(line));
  return lines.map(line => {
    const cells = line.split('|').map(cell => cell.trim().replaceAll('`', ''));
    const [, parentClass, parentMethod, clazz, method, route] = cells;
    return { parentClass, parentMethod, clazz, method, route };
  });
}
