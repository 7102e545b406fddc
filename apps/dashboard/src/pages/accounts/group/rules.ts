import type { DefaultAccess, Rule } from '@toolyard/contracts';

/** How a rule is chosen: its kind, or none, which leaves the server to the group's default. */
export type Choice = 'default' | 'all' | 'none' | 'some';

export const choiceOf = (rule: Rule | undefined): Choice =>
  rule === undefined ? 'default' : rule.access === 'only' || rule.access === 'except' ? 'some' : rule.access;

/** Which tools a rule allows of those there are, and whether one that appears later is allowed. */
export interface Picked {
  tools: Set<string>;
  newTools: boolean;
}

export function picked(rule: Rule | undefined, fallback: DefaultAccess, known: readonly string[]): Picked {
  const access = rule?.access ?? fallback;
  if (rule && 'tools' in rule) {
    const named = new Set(rule.tools);
    const only = rule.access === 'only';
    return { tools: new Set(known.filter((tool) => named.has(tool) === only)), newTools: !only };
  }
  return { tools: new Set(access === 'all' ? known : []), newTools: access === 'all' };
}

/** The rule that says this; names of tools that are gone stay, in case they come back. */
export function ruleOf({ tools, newTools }: Picked, known: readonly string[], before: Rule | undefined): Rule {
  const gone = before && 'tools' in before ? before.tools.filter((tool) => !known.includes(tool)) : [];
  const kept = before && 'tools' in before && (before.access === 'except') === newTools ? gone : [];
  const named = newTools ? known.filter((tool) => !tools.has(tool)) : known.filter((tool) => tools.has(tool));
  return { access: newTools ? 'except' : 'only', tools: [...named, ...kept] };
}

/** A rule in a few words for a row of the matrix. */
export function ruleText(rule: Rule | undefined, fallback: DefaultAccess, count: number): string {
  if (rule === undefined) return fallback === 'all' ? 'All tools, by default' : 'No tool, by default';
  switch (rule.access) {
    case 'all':
      return 'All tools';
    case 'none':
      return 'No tool';
    case 'only':
      return `${rule.tools.length} of ${Math.max(count, rule.tools.length)} tools; new ones refused`;
    case 'except':
      return rule.tools.length === 0 ? 'All tools; new ones allowed' : `All but ${rule.tools.length}; new ones allowed`;
    default:
      return rule satisfies never;
  }
}
