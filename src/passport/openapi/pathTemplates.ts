const PARAMETER = /:(\w+)(\((?:\\.|[^()\\])*\))?([?*+])?/g;
const OPTIONAL = /\/:\w+(?:\((?:\\.|[^()\\])*\))?\?/;
const UNKNOWN = /[()*+?\\:]/;
// To OpenAPI they stand around a parameter.
const BRACES = /[{}]/;

/**
 * The path templates of OpenAPI for a path of Egg's router: `/users/{id}` for `/users/:id`, and two of
 * them where a parameter may be left out. None for what a template cannot say.
 */
export function pathTemplates(path: string): string[] {
  if (BRACES.test(path)) return [];
  const optional = OPTIONAL.exec(path)?.[0];
  if (optional !== undefined) {
    return [path.replace(optional, ''), path.replace(optional, optional.slice(0, -1))].flatMap(pathTemplates);
  }
  const template = path.replace(PARAMETER, (whole, name: string, _pattern: string, many?: string) =>
    many ? whole : `{${name}}`,
  );
  if (UNKNOWN.test(template) || !/^\/|^$/.test(template)) return [];
  // Routers answer with and without it.
  return [template.replace(/(?<=.)\/$/, '') || '/'];
}
