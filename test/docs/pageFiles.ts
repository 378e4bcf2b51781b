import assert from 'node:assert/strict';
import type { Files } from '../support/generate';
import { samplesOf } from './samples';

/** What a page has besides its text. */
interface Page {
  /** How many files it shows: one that it shows and nobody reads would test nothing. */
  readonly files: number;
  /** The folder of its tegg module, whose `package.json` it shows without a name. */
  readonly module: string;
}

/** The application that a page of the documentation shows: its blocks that say which file they are. */
export function pageFiles(page: string, { files, module }: Page): Files {
  const samples = samplesOf(page);
  const named = samples.flatMap(({ code }) => {
    const path = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    return path === undefined ? [] : [[path, code] as const];
  });
  assert.equal(named.length, files);
  const modulePackage = samples.find(({ language }) => language === 'json');
  assert.ok(modulePackage);
  return Object.fromEntries([...named, [`${module}/package.json`, modulePackage.code]]);
}
