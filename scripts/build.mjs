// Builds the package: dist/tegg-passport is the Egg plugin, the tegg module and the entry in one folder.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const OUT = 'dist/tegg-passport';
// Built beside and put in place at the end: whoever uses the package meanwhile finds it whole.
const NEXT = 'dist/next';
const require = createRequire(import.meta.url);

rmSync(NEXT, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json', '--outDir', NEXT], {
  stdio: 'inherit',
});

const { name, version, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const plugin = {
  name,
  version,
  license,
  type: 'commonjs',
  main: './index.js',
  types: './index.d.ts',
  engines,
  eggPlugin: {
    name: 'passport',
    optionalDependencies: ['session', 'teggConfig', 'tegg', 'teggController', 'eventbusModule'],
  },
  eggModule: { name: 'teggPassport' },
};
writeFileSync(`${NEXT}/package.json`, `${JSON.stringify(plugin, null, 2)}\n`);
cpSync('module.json', `${NEXT}/module.json`);
rmSync(OUT, { recursive: true, force: true });
renameSync(NEXT, OUT);

// The example and the tests import the package by its name, as an application does.
const self = `node_modules/${name}`;
if (existsSync('node_modules') && !lstatSync(self, { throwIfNoEntry: false })) symlinkSync('..', self, 'dir');
