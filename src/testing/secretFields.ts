// Each is a word of a name: `passwordHash`, `refresh_token`, `API-KEY`.
const WORDS = new Set(
  (
    'authorization cookie cookies credential credentials hash jwt mnemonic otp passphrase passwd password ' +
    'passwords pwd salt secret secrets token tokens totp'
  ).split(' '),
);
// Of two words, or of words that nobody has separated.
const PARTS =
  'accesskey accesstoken apikey encryptionkey passwd password privatekey refreshtoken secretkey sessionid signingkey'.split(
    ' ',
  );

/** Where fields stand whose names look like those of secrets. In what is JSON by itself, too. */
export function secretFields(
  value: unknown,
  path: string,
  allowed: ReadonlySet<string>,
  around: readonly unknown[] = [],
): string[] {
  const whole = typeof value === 'string' ? parsed(value) : value;
  if (typeof whole !== 'object' || whole === null || around.includes(whole)) return [];
  return Object.entries(whole).flatMap(([key, inner]) => {
    const inside = [...around, whole];
    if (Array.isArray(whole)) return secretFields(inner, `${path}[${key}]`, allowed, inside);
    if (allowed.has(key)) return [];
    return looksSecret(key) ? [`${path}.${key}`] : secretFields(inner, `${path}.${key}`, allowed, inside);
  });
}

function looksSecret(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  const together = words.join('');
  return words.some(word => WORDS.has(word)) || PARTS.some(part => together.includes(part));
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
