import type { Tool } from '../../../domain/tool-figures.js';

export interface ContractChanges {
  added: Tool[];
  dropped: Tool[];
  changed: { before: Tool; after: Tool }[];
}

/** JSON with sorted keys, because servers may list the same schema in another order. */
export function sortedJson(value: unknown): string {
  return (
    JSON.stringify(
      value,
      (_key, inner: unknown) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
          : inner,
      2,
    ) ?? ''
  );
}

/** What one list of tools adds to, drops from and changes in another, by name. */
export function contractChanges(before: Tool[], after: Tool[]): ContractChanges {
  const old = new Map(before.map((tool) => [tool.name, tool]));
  const now = new Set(after.map(({ name }) => name));
  return {
    added: after.filter(({ name }) => !old.has(name)),
    dropped: before.filter(({ name }) => !now.has(name)),
    changed: after.flatMap((tool) => {
      const was = old.get(tool.name);
      return was && sortedJson(was) !== sortedJson(tool) ? [{ before: was, after: tool }] : [];
    }),
  };
}

const sections: [title: string, of: (tool: Tool) => string][] = [
  ['Title', (tool) => tool.title ?? ''],
  ['Description', (tool) => tool.description ?? ''],
  ['Input schema', (tool) => sortedJson(tool.inputSchema)],
  ['Output schema', (tool) => (tool.outputSchema ? sortedJson(tool.outputSchema) : '')],
  ['Annotations', (tool) => (tool.annotations ? sortedJson(tool.annotations) : '')],
];

/** Parts of a contract that differ, as texts to be shown beside each other. */
export function changedSections(before: Tool, after: Tool): { title: string; before: string; after: string }[] {
  return sections
    .map(([title, of]) => ({ title, before: of(before), after: of(after) }))
    .filter((section) => section.before !== section.after);
}
