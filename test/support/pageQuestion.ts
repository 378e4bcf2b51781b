/** An answer, as the page gets it. */
export interface PageAnswer {
  readonly verdict: {
    readonly allowed: boolean;
    readonly status: number;
    readonly title: string;
    readonly detail: string;
  };
  readonly reasons: readonly { of: string; name: string; outcome: string; reason: string }[];
}

const FROM_PAGE = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };

/** Asks as the page's form does, about what the form shows under this title: `GET /me`. */
export async function askPage(origin: string, title: string, fields: Record<string, string> = {}): Promise<PageAnswer> {
  const page = await (await fetch(`${origin}/__passport`)).text();
  const options = [...page.matchAll(/<option\s+value="([^"]+)"\s+data-path[^>]*>\s*(.*?)\s*\(\w+\)\s*<\/option>/gs)];
  const entry = options.find(([, , text]) => text === title)?.[1];
  if (!entry) throw new Error(`the page has no ${title}: ${options.map(([, , text]) => text).join(', ')}`);
  const body = JSON.stringify({ entry, as: 'nobody', ...fields });
  const res = await fetch(`${origin}/__passport/ask`, { method: 'POST', headers: FROM_PAGE, body });
  if (!res.ok) throw new Error(`${res.status}: ${await res.text()}`);
  return (await res.json()) as PageAnswer;
}
