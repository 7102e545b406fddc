import { accountOf, type Actor, type PlatformEvent, type Rule } from '@toolyard/contracts';
import type { FormerNames } from './former-names.view.js';

/** Values are shown as text; an absent one was not there before, or is not there any more. */
export interface Change {
  field: string;
  from?: string;
  to?: string;
}

export interface Subject {
  kind: string;
  id: string;
  name: string;
}

/** What an event says in the audit log. */
export interface Description {
  /** One sentence. */
  summary: string;
  subject: Subject;
  serverId?: string;
  changes?: Change[];
  /** For events that name no actor although a person caused them. */
  actor?: Actor;
  /** For events that are stored later than they happened: the network address. */
  address?: string;
}

/** How things were before the event, and who caused it. */
export interface DescriptionContext {
  names: FormerNames;
  actor: Actor;
  /** The actor's name in a sentence. */
  by: string;
}

/** One description for each type of event; null for what only follows from another entry. */
export type Descriptions<E extends { type: string; data: unknown } = PlatformEvent> = {
  [Type in E['type']]: ((data: Extract<E, { type: Type }>['data'], before: DescriptionContext) => Description) | null;
};

const longest = 500;

export function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…`.toWellFormed() : text;
}

/** The fields that the event gives another value. */
export function changesOf(before: object | undefined, after: object, fields: readonly string[]): Change[] {
  const was = (before ?? {}) as Record<string, unknown>;
  const becomes = after as Record<string, unknown>;
  return fields.flatMap((field) => {
    const [from, to] = [was[field], becomes[field]];
    if (to === undefined || from === to) return [];
    return [
      { field, ...(from === undefined || from === null || from === '' ? {} : { from: shown(from) }), to: shown(to) },
    ];
  });
}

/** First values of something new. */
export const initialValues = (fields: Record<string, unknown>): Change[] =>
  Object.entries(fields).flatMap(([field, value]) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
      ? []
      : [{ field, to: shown(value) }],
  );

export function ruleText(rule: Rule): string {
  switch (rule.access) {
    case 'all':
      return 'all tools';
    case 'none':
      return 'no tool';
    case 'only':
      return rule.tools.length === 0 ? 'no tool' : `only ${rule.tools.join(', ')}`;
    case 'except':
      return rule.tools.length === 0 ? 'all tools' : `all tools but ${rule.tools.join(', ')}`;
    default:
      return rule satisfies never;
  }
}

const words: Record<string, string> = {
  defaultAccess: 'access by default',
  externalId: 'id at the identity provider',
  email: 'e-mail address',
  replicas: 'number of containers',
  watchPaths: 'watched paths',
};

/** "name and description": what was edited, in words. */
export function fieldNames(changes: readonly Change[]): string {
  const fields = changes.map(({ field }) => words[field] ?? field);
  if (fields.length === 0) return 'details';
  return fields.length === 1 ? fields[0]! : `${fields.slice(0, -1).join(', ')} and ${fields.at(-1)}`;
}

/** True when the actor is the account, or an API key of it. */
export const isSelf = (userId: string, { actor }: DescriptionContext): boolean => accountOf(actor) === userId;

/** " of Ann", unless the account did it itself. */
export function forWhom(userId: string | undefined, before: DescriptionContext): string {
  return userId === undefined || isSelf(userId, before) ? '' : ` of ${before.names.user(userId)}`;
}
