/** The configuration of both applications: Egg's own, but silent. */
export const config = {
  keys: 'bench',
  logger: { level: 'NONE', consoleLevel: 'NONE' },
};
