import { isRecord } from '../../format/json.js';

const labels: Record<string, { yes: string; hint: string }> = {
  readOnlyHint: { yes: 'read only', hint: 'The server says that the tool changes nothing' },
  destructiveHint: { yes: 'destructive', hint: 'The server says that the tool may delete or overwrite data' },
  idempotentHint: {
    yes: 'idempotent',
    hint: 'The server says that a repeated call with the same arguments has no further effect',
  },
  openWorldHint: { yes: 'reaches outside', hint: 'The server says that the tool uses systems outside of the server' },
};

/** What a server claims about the behaviour of a tool. The claims are not checked. */
export function annotationLabels(annotations: unknown): { label: string; hint: string }[] {
  if (!isRecord(annotations)) return [];
  return Object.entries(labels).flatMap(([name, { yes, hint }]) =>
    annotations[name] === true ? [{ label: yes, hint }] : [],
  );
}
