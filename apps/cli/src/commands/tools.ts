import {
  ConnectionError,
  type Conversation,
  type Link,
  type Opened,
  openLegacy,
  openModern,
  openSse,
  record,
  type RpcMessage,
} from '@toolyard/mcp';
import type { Platform } from '../api/platform.js';
import { badUse, Failure } from '../failure.js';
import { plain, type Result, table } from '../terminal.js';

const callTimeoutMs = 10 * 60_000;
const client = { name: 'yard', version: '0.1.0' };

export async function tools(platform: Platform, name: string): Promise<Result> {
  const server = await platform.server(name);
  const call = platform.api.GET('/api/v1/servers/{id}/tools', { params: { path: { id: server.id } } });
  const { items } = await platform.body(call);
  if (items.length === 0) return { value: items, text: `${server.slug} offers no tools: nothing of it is live.` };
  const rows = items.map((tool) => [tool.name, tool.description?.split('\n')[0] ?? '']);
  return { value: items, text: table(['TOOL', 'DESCRIPTION'], rows) };
}

/**
 * Calls a tool as any MCP client does, so that rights, limits and recording are the same. The value is the result of
 * the protocol; a result with `isError` is a failure.
 */
export async function callTool(platform: Platform, name: string, tool: string, json = '{}'): Promise<Result> {
  const args = argumentsOf(json);
  const { slug } = await platform.server(name);
  try {
    const conversation = await open(platform, slug);
    try {
      return resultOf(await conversation.request('tools/call', { name: tool, arguments: args }));
    } finally {
      await conversation.close();
    }
  } catch (error) {
    if (!(error instanceof ConnectionError) || platform.signal.aborted) throw error;
    throw new Failure('mcp_failed', `${slug} gave no answer: ${error.message}. \`yard logs ${slug}\` shows its log.`);
  }
}

function argumentsOf(json: string): Record<string, unknown> {
  try {
    const value = record(JSON.parse(json));
    if (value) return value;
  } catch {
    // The sentence below says what is right.
  }
  throw badUse('The arguments of a tool are one JSON object, such as \'{"a": 2}\'.');
}

async function open({ url, login, signal }: Platform, slug: string): Promise<Conversation> {
  const link: Link = {
    fetch,
    signal,
    timeoutMs: callTimeoutMs,
    headers: { authorization: `Bearer ${login.token}` },
  };
  const ways: (() => Promise<Opened>)[] = [
    () => openModern(link, `${url}/s/${slug}/mcp`, client),
    () => openLegacy(link, `${url}/s/${slug}/mcp`, client),
    () => openSse(link, `${url}/s/${slug}/sse`),
  ];
  let first: Extract<Opened, { refusal: unknown }> | undefined;
  for (const way of ways) {
    const opened = await way();
    if ('conversation' in opened) return opened.conversation;
    if (opened.refusal.status === 401 || opened.refusal.status === 403) return refused(slug, opened);
    first ??= opened;
  }
  return refused(slug, first!);
}

function refused(slug: string, { refusal: { status, excerpt } }: Extract<Opened, { refusal: unknown }>): never {
  const why = excerpt ? `: ${plain(excerpt)}` : '';
  if (status === 401 || status === 403)
    throw new Failure(
      'denied',
      `The key may not call tools of ${slug} (HTTP ${status})${why}. It needs the right \`call\`, and a permission ` +
        'group must allow the tool.',
    );
  throw new Failure('mcp_failed', `${slug} does not answer MCP (HTTP ${status})${why}. \`yard doctor\` says more.`);
}

function resultOf({ error, result }: RpcMessage): Result {
  if (error)
    throw new Failure('tool_refused', `The server refuses the call: ${plain(error.message)} (${error.code}).`, error);
  const answer = record(result) ?? {};
  return { value: answer, text: textOf(answer), failed: answer['isError'] === true };
}

/** The texts of a result; for contents that are no text, their type. */
function textOf(result: Record<string, unknown>): string {
  const contents = Array.isArray(result['content']) ? result['content'].map(record) : [];
  const texts = contents.map((content) => {
    const { text, type } = content ?? {};
    return typeof text === 'string' ? lines(text) : `[${typeof type === 'string' ? plain(type) : 'unknown'}]`;
  });
  return texts.length > 0 ? texts.join('\n') : JSON.stringify(result, null, 2);
}

const lines = (text: string): string => text.split('\n').map(plain).join('\n');
