/** The test kit: for authors of strategies and verifiers. What it adds to `app` stands in `docs/testing.md`. */
export { checkStrategy } from './checkStrategy';
export { checkVerifier } from './checkVerifier';
export type { CheckRequest } from './CheckRequest';
export type { Injected } from './withInstance';
export type { LoginAsOptions } from './LoginAsOptions';
export type { StrategyCheck, StrategyReport } from './StrategyCheck';
export type { VerifierCheck } from './VerifierCheck';
