import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

const notes: string[] = [];

/** A tool changes something, a resource is read, a prompt is a text to begin with. */
export function noteServer(): McpServer {
  const server = new McpServer({ name: 'my-mcp-server', version: '1.0.0' });
  server.registerTool(
    'add_note',
    { description: 'Keeps a note until the server restarts.', inputSchema: z.object({ text: z.string() }) },
    ({ text }) => ({ content: [{ type: 'text', text: `There are ${notes.push(text)} notes.` }] }),
  );
  server.registerResource('notes', 'notes://all', { description: 'All notes.', mimeType: 'text/plain' }, (uri) => ({
    contents: [{ uri: uri.href, text: notes.join('\n') }],
  }));
  server.registerPrompt(
    'summarise',
    { description: 'Asks for a summary of the notes.', argsSchema: z.object({ language: z.string() }) },
    ({ language }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Summarise in ${language}:\n${notes.join('\n')}` } }],
    }),
  );
  return server;
}
