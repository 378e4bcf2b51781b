/** The configuration key of a strategy: `github` → `passportGithub`, `api-key` → `passportApiKey`. */
export function configKey(strategy: string): string {
  return `passport${pascalCase(strategy)}`;
}

/** `api-key` → `ApiKey`. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
