import type { DefaultAccess, Rule } from '@toolyard/contracts';

/** The choices for a server: a rule of a kind, or no rule, so that the group's default applies. */
export type RuleKind = 'default' | 'all' | 'none' | 'some';

export function ruleKindOf(rule: Rule | undefined): RuleKind {
  if (rule === undefined) return 'default';
  return rule.access === 'only' || rule.access === 'except' ? 'some' : rule.access;
}

/** The tools that a rule allows, and whether it allows tools that are added later. */
interface Selection {
  tools: Set<string>;
  newTools: boolean;
}

/** What a rule, or the default without a rule, allows of the tools that a server has now. */
export function selectionOf(rule: Rule | undefined, fallback: DefaultAccess, present: readonly string[]): Selection {
  const access = rule?.access ?? fallback;
  if (rule && 'tools' in rule) {
    const named = new Set(rule.tools);
    const only = rule.access === 'only';
    return { tools: new Set(present.filter((tool) => named.has(tool) === only)), newTools: !only };
  }
  return { tools: new Set(access === 'all' ? present : []), newTools: access === 'all' };
}

/** The rule for a selection. Names of tools that the server does not have now are kept for when they come back. */
export function ruleOf({ tools, newTools }: Selection, present: readonly string[], before: Rule | undefined): Rule {
  const absent = before && 'tools' in before ? before.tools.filter((tool) => !present.includes(tool)) : [];
  const kept = before && 'tools' in before && (before.access === 'except') === newTools ? absent : [];
  const named = present.filter((tool) => tools.has(tool) !== newTools);
  return { access: newTools ? 'except' : 'only', tools: [...named, ...kept] };
}

/** A rule in a few words, for a row of the matrix. */
export function ruleText(rule: Rule | undefined, fallback: DefaultAccess, count: number): string {
  if (rule === undefined) return fallback === 'all' ? 'All tools, by default' : 'No tool, by default';
  switch (rule.access) {
    case 'all':
      return 'All tools';
    case 'none':
      return 'No tool';
    case 'only':
      return `${rule.tools.length} of ${Math.max(count, rule.tools.length)} tools; new tools denied`;
    case 'except':
      return rule.tools.length === 0
        ? 'All tools; new tools allowed'
        : `All but ${rule.tools.length}; new tools allowed`;
    default:
      return rule satisfies never;
  }
}
