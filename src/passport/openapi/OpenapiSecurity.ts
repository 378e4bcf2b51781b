import type { SecurityScheme } from '../../decorator/SecurityScheme';

/** Schemes that must all be satisfied, each with its scopes. `{}`: nobody needs to be anybody. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** What OpenAPI 3.1 says of the security of an application, as parts of its document. */
export interface OpenapiSecurity {
  readonly components: { readonly securitySchemes: Readonly<Record<string, SecurityScheme>> };
  /** By path template and verb in lower case. One of the requirements is enough; none at all: anybody. */
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security: readonly SecurityRequirement[] }>>>
  >;
}
