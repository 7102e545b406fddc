import type { ToolChanges } from '../../../api/deployments/deployments.js';
import type { Tool } from '../../../api/servers/tools.js';
import { sortedJson } from '../../../format/json.js';

interface ChangedTools {
  added: Tool[];
  changed: { before: Tool; after: Tool }[];
  dropped: Tool[];
}

/** The tools that a deployment added, changed and dropped, from the names that the deployment has in `changes`. */
export function changedTools({ added, changed, dropped }: ToolChanges, before: Tool[], after: Tool[]): ChangedTools {
  const old = new Map(before.map((tool) => [tool.name, tool]));
  const present = new Map(after.map((tool) => [tool.name, tool]));
  const listed = (names: string[], tools: Map<string, Tool>): Tool[] =>
    names.map((name) => tools.get(name)).filter((tool) => tool !== undefined);
  return {
    added: listed(added, present),
    changed: listed(changed, present).flatMap((tool) => {
      const earlier = old.get(tool.name);
      return earlier ? [{ before: earlier, after: tool }] : [];
    }),
    dropped: listed(dropped, old),
  };
}

const sections: [title: string, of: (tool: Tool) => string][] = [
  ['Title', (tool) => tool.title ?? ''],
  ['Description', (tool) => tool.description ?? ''],
  ['Input schema', (tool) => sortedJson(tool.inputSchema)],
  ['Output schema', (tool) => (tool.outputSchema ? sortedJson(tool.outputSchema) : '')],
  ['Annotations', (tool) => (tool.annotations ? sortedJson(tool.annotations) : '')],
];

/** The sections of a contract that differ, as texts to show beside each other. */
export function changedSections(before: Tool, after: Tool): { title: string; before: string; after: string }[] {
  return sections
    .map(([title, of]) => ({ title, before: of(before), after: of(after) }))
    .filter((section) => section.before !== section.after);
}
