import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const notes = [];
const text = (value) => ({ content: [{ type: 'text', text: String(value) }] });

const server = new McpServer({ name: 'example-stdio', version: '1.0.0' });
server.registerTool(
  'remember',
  { description: 'Keeps a note until the server restarts.', inputSchema: { note: z.string() } },
  ({ note }) => text(notes.push(note)),
);
server.registerTool('recall', { description: 'Lists the notes.' }, () => text(notes.join('\n')));
await server.connect(new StdioServerTransport());
