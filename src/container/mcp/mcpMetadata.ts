import { CONTROLLER_META_DATA, ControllerType, type MCPControllerMeta } from '@eggjs/tegg';
import type { EggPrototype } from '@eggjs/tegg/helper';

/** What tegg knows of an MCP controller; of any other class, nothing. */
export function mcpMetadata(proto: EggPrototype): MCPControllerMeta | undefined {
  const metadata = proto.getMetaData<MCPControllerMeta>(CONTROLLER_META_DATA);
  return metadata?.type === ControllerType.MCP ? metadata : undefined;
}

/** The methods of an MCP controller that clients reach. */
export function mcpMethodNames(proto: EggPrototype): readonly string[] | undefined {
  const metadata = mcpMetadata(proto);
  return metadata && [...metadata.tools, ...metadata.resources, ...metadata.prompts].map(({ name }) => name);
}
