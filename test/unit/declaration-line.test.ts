import assert from 'node:assert/strict';
import { bareCode } from '#src/passport/map/bareCode';
import { declarationLine } from '#src/passport/map/declarationLine';

const lineOf = (text: string, className: string, method?: string): number | undefined =>
  declarationLine(bareCode(text), className, method);

/** The line in which `// here` stands. */
const marked = (text: string): number => text.split('\n').findIndex(line => line.includes('// here')) + 1;

const METHODS: Record<string, string> = {
  'behind decorators, modifiers and a call of the same name': `
    @login({ method: 'GET' }) export class A extends B {
      readonly login2 = login();
      field = { login: 1, other: [login(1)] };
      @login('x')
      @HTTPMethod({ path: '/login' })
      public async login(@CurrentUser() user: { login: string }): Promise<void> { // here
        return this.login();
      }
    }`,
  'a generator': `class A {\n  *login() {} // here\n}`,
  'an accessor': `class A {\n  #login = 1;\n  get login() { return 1; } // here\n}`,
  'an arrow in a field': `class A {\n  login = async () => {}; // here\n}`,
  'behind a field without a semicolon': `class A {\n  a = 1\n  b: Promise<void>\n  login() {} // here\n}`,
  'with type parameters': `class A {\n  login<T extends { a: 1 }>(t: T) {} // here\n}`,
  'behind braces in strings, templates, comments and regular expressions': `class A {
    a = '{'; b = "}}"; c = \`{ \${ { x: '}' } } {{\`; d = /[/{]{{"'/; // login() {
    /* login() { */ e = 4 / 2; f = (1) / 3;
    login() {} // here
  }`,
  'in the class of this name, not in one before it': `class AB {\n  login() {}\n}\nclass C { login() {} }\nlet A = class A {\n login() {} // here\n};`,
  'the class, where the name is computed': `class A { // here\n  ['login']() {}\n  'login'() {}\n}`,
  'the class, where only its parent has it': `class B { login() {} }\nexport default class A extends B { // here\n}`,
};

describe('the line of a declaration', () => {
  for (const [title, text] of Object.entries(METHODS)) {
    it(`of a method: ${title}`, () => assert.equal(lineOf(text, 'A', 'login'), marked(text)));
  }

  it('of a class, which a comment does not declare', () => {
    const text = `// class A {\nconst text = 'class A {';\nabstract class A<T> extends B(C) implements D { // here\n}`;
    assert.equal(lineOf(text, 'A'), marked(text));
  });

  it('is nothing where the class is not there', () => {
    assert.equal(lineOf('class B {}', 'A', 'login'), undefined);
    assert.equal(lineOf('', 'A'), undefined);
    assert.equal(lineOf('class {', ''), undefined);
  });

  it('takes names as they are', () => {
    assert.equal(lineOf('class A {\n $a() {}\n}', 'A', '$a'), 2);
    assert.equal(lineOf('class $ {\n a() {}\n}', '$', 'a'), 2);
    assert.equal(lineOf('class A {\n a() {}\n}', 'A', 'Symbol(x)'), 1);
  });

  it('of a broken file ends', () => {
    assert.equal(lineOf("class A { login( '", 'A', 'login'), 1);
    assert.equal(lineOf('}}}class A', 'A', 'login'), 1);
  });
});
