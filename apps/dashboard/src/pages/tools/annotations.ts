const known: Record<string, { yes: string; hint: string }> = {
  readOnlyHint: { yes: 'read only', hint: 'The server says that the tool changes nothing' },
  destructiveHint: { yes: 'destructive', hint: 'The server says that the tool may destroy something' },
  idempotentHint: {
    yes: 'idempotent',
    hint: 'The server says that calling it again with the same arguments changes nothing more',
  },
  openWorldHint: { yes: 'reaches outside', hint: 'The server says that the tool deals with things outside of it' },
};

/** What a server says of a tool's behaviour; nobody checks whether it is true. */
export function annotationLabels(annotations: unknown): { label: string; hint: string }[] {
  if (typeof annotations !== 'object' || annotations === null) return [];
  return Object.entries(known).flatMap(([name, { yes, hint }]) =>
    (annotations as Record<string, unknown>)[name] === true ? [{ label: yes, hint }] : [],
  );
}
