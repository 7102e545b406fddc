import { followLog } from '../api/log-stream.js';
import type { LogLine, Platform } from '../api/platform.js';
import { plain, type Result, type Terminal } from '../terminal.js';

const shownLines = 200;

export interface LogOptions {
  follow?: boolean;
  json?: boolean;
}

/** The last lines of a server's runtime log. With `follow`, also those that come, until the command is ended. */
export async function logs(platform: Platform, terminal: Terminal, name: string, options: LogOptions): Promise<Result> {
  const { id, slug } = await platform.server(name);
  const read = (query: { after: number; limit: number }) =>
    platform.body(platform.api.GET('/api/v1/servers/{id}/logs', { params: { path: { id }, query } }));
  const { last } = await read({ after: 0, limit: 1 });
  const page = await read({ after: Math.max(0, last - shownLines), limit: shownLines });
  if (!options.follow) {
    const text = page.lines.length > 0 ? page.lines.map(shown).join('\n') : `${slug} has written nothing yet.`;
    return { value: page.lines, text };
  }
  const write = (line: LogLine) => terminal.out(`${options.json ? JSON.stringify(line) : shown(line)}\n`);
  page.lines.forEach(write);
  const path = `/api/v1/servers/${encodeURIComponent(id)}/logs`;
  for await (const line of followLog(platform, path, page.nextAfter)) write(line);
  return { value: undefined, text: '' };
}

const shown = ({ at, text }: LogLine): string => `${at} ${plain(text)}`;
