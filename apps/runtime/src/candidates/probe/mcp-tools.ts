import type { Tool } from '@toolyard/contracts';
import { type Conversation, record } from '@toolyard/mcp';

const mostTools = 1_000;
const mostPages = 100;
/** The list travels in one message and is stored in one event. */
const mostBytes = 640 << 10;

export class ToolsError extends Error {
  override readonly name = 'ToolsError';
  constructor(
    /** `no_tools_list` can end while the server warms up; `bad_tools` does not. */
    readonly code: 'no_tools_list' | 'bad_tools',
    message: string,
  ) {
    super(message);
  }
}

/** Every page of `tools/list`, within bounds. @throws ToolsError, ConnectionError */
export async function listTools(conversation: Pick<Conversation, 'request'>): Promise<Tool[]> {
  const tools = new Map<string, Tool>();
  let bytes = 0;
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await conversation.request('tools/list', cursor === undefined ? {} : { cursor });
    if (answer.error)
      throw new ToolsError(
        'no_tools_list',
        `tools/list was refused with ${answer.error.code}: ${String(answer.error.message).slice(0, 200)}`,
      );
    const result = record(answer.result);
    if (!Array.isArray(result?.['tools']))
      throw new ToolsError('bad_tools', 'the answer to tools/list has no list `tools`');
    for (const raw of result['tools'] as unknown[]) {
      const tool = toolOf(raw);
      bytes += Buffer.byteLength(JSON.stringify(tool));
      if (tools.has(tool.name)) throw new ToolsError('bad_tools', `two tools are named ${JSON.stringify(tool.name)}`);
      if (bytes > mostBytes) throw new ToolsError('bad_tools', `the tool list is longer than ${mostBytes >> 10} KiB`);
      tools.set(tool.name, tool);
      if (tools.size > mostTools) throw new ToolsError('bad_tools', `it lists more than ${mostTools} tools`);
    }
    const next = result['nextCursor'];
    if (typeof next !== 'string' || next === '') return [...tools.values()];
    cursor = next;
  }
  throw new ToolsError('bad_tools', `tools/list did not end after ${mostPages} pages`);
}

function toolOf(raw: unknown): Tool {
  const tool = record(raw);
  const name = tool?.['name'];
  if (typeof name !== 'string' || name === '' || name.length > 256)
    throw new ToolsError('bad_tools', `a tool has no usable name: ${JSON.stringify(raw)?.slice(0, 100)}`);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    name,
    ...(text(tool!['title']) === undefined ? {} : { title: text(tool!['title']) }),
    ...(text(tool!['description']) === undefined ? {} : { description: text(tool!['description']) }),
    inputSchema: record(tool!['inputSchema']) ?? { type: 'object' },
    ...(record(tool!['outputSchema']) ? { outputSchema: tool!['outputSchema'] } : {}),
    ...(record(tool!['annotations']) ? { annotations: tool!['annotations'] } : {}),
  };
}
