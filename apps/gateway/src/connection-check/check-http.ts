import { ConnectionError, type HttpRequest, type Link, send } from '@toolyard/mcp';

/** What a request of the check got. */
export interface Got {
  /** Null when no response came; `problem` says why. */
  status: number | null;
  headers: Headers;
  text: string;
  /** The body, or the JSON-RPC answer in an event stream; null when it is no JSON object. */
  json: any;
  problem: string;
}

const mostChars = 512 * 1024;
const link: Link = {
  fetch,
  timeoutMs: 10_000,
  headers: { accept: 'application/json', 'user-agent': 'toolyard-connection-check' },
};

export async function ask(request: HttpRequest): Promise<Got> {
  try {
    const { status, headers, text, message } = await send(link, request, mostChars);
    return { status, headers, text, json: message ?? jsonOf(text), problem: '' };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { status: null, headers: new Headers(), text: '', json: null, problem: error.message };
  }
}

function jsonOf(text: string): unknown {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
