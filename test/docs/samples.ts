import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A piece of code in the documentation. */
export interface Sample {
  /** File and line, for messages. */
  readonly where: string;
  readonly language: string;
  readonly code: string;
}

const ROOT = join(__dirname, '../..');

/** Every fenced block of the README and of `docs/`. */
export function documentSamples(): Sample[] {
  const pages = readdirSync(join(ROOT, 'docs')).filter(file => file.endsWith('.md'));
  return ['README.md', ...pages.map(file => join('docs', file))].flatMap(file =>
    blocks(file, readFileSync(join(ROOT, file), 'utf8')),
  );
}

/** Those of one page. */
export const samplesOf = (page: string): Sample[] =>
  documentSamples().filter(({ where }) => where.startsWith(`${page}:`));

/** Every example in the doc comments of `src/`. */
export function commentSamples(): Sample[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  return files.flatMap(file => {
    const text = readFileSync(join(ROOT, 'src', file), 'utf8');
    return blocks(join('src', file), text.replaceAll(/^ *\* ?/gm, ''));
  });
}

function blocks(file: string, text: string): Sample[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(({ 1: language, 2: code, index }) => ({
    where: `${file}:${text.slice(0, index).split('\n').length}`,
    language,
    code,
  }));
}
