import type { Tool, ToolChanges } from '@toolyard/contracts';
import { stringify } from 'safe-stable-stringify';

/**
 * Names of the tools that the new list adds, changes and drops, each sorted. A change is anything that a caller can
 * see.
 */
export function compareTools(before: Tool[], after: Tool[]): ToolChanges {
  // Sorted keys, because a server may list the keys of a schema in any order.
  const old = new Map(before.map((tool) => [tool.name, stringify(tool)]));
  const now = new Map(after.map((tool) => [tool.name, stringify(tool)]));
  const names = (list: Iterable<string>, keep: (name: string) => boolean) => [...list].filter(keep).sort();
  return {
    added: names(now.keys(), (name) => !old.has(name)),
    changed: names(now.keys(), (name) => old.has(name) && old.get(name) !== now.get(name)),
    dropped: names(old.keys(), (name) => !now.has(name)),
  };
}
