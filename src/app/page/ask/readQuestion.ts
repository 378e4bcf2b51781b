import type { IncomingMessage } from 'node:http';
import type { Context } from 'egg';
import { isOwnOrigin } from '../isOwnOrigin';
import { PageRefusal } from './PageRefusal';

const LIMIT = 64 * 1024;

/**
 * The JSON that the page's form sends. Other sites can send neither this type, which their browser would
 * ask about first, nor a request that claims to come from here.
 *
 * @throws PageRefusal
 */
export async function readQuestion(ctx: Context): Promise<Record<string, string>> {
  if (!isOfThisPage(ctx)) throw new PageRefusal(403, 'Only the page itself may ask');
  if (!/^application\/json *(;|$)/i.test(ctx.get('content-type'))) throw new PageRefusal(415, 'Ask in JSON');
  const length = Number(ctx.get('content-length') || NaN);
  if (!(length <= LIMIT)) throw new PageRefusal(413, 'A question has a length, of 64 kB at most');
  const fields = parsed(await textOf(ctx.req));
  if (typeof fields !== 'object' || fields === null || Object.values(fields).some(value => typeof value !== 'string')) {
    throw new PageRefusal(400, 'A question is an object of texts');
  }
  return fields as Record<string, string>;
}

// Browsers say this of themselves, see Fetch Metadata; older ones and other programs name the origin.
function isOfThisPage(ctx: Context): boolean {
  const site = ctx.get('sec-fetch-site');
  return site ? site === 'same-origin' : isOwnOrigin(ctx);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PageRefusal(400, 'This is no JSON');
  }
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
