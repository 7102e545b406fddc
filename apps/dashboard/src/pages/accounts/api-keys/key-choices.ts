import type { Right } from '@toolyard/contracts';

export const rightTexts: Record<Right, { label: string; means: string }> = {
  call: { label: 'Call tools', means: 'MCP endpoints of servers.' },
  read: { label: 'Read', means: 'The REST API, without changes.' },
  write: { label: 'Write', means: 'The REST API, changes included.' },
  deploy: { label: 'Deploy', means: 'Git pushes, deployments, cancelling and rolling back.' },
  scim: { label: 'Provision accounts', means: 'SCIM, for an identity provider; admins alone.' },
};

const days = [7, 30, 90, 365];

/** Days from now as the value of each choice; empty: never. */
export const expiryOptions = [
  ...days.map((count) => ({ value: String(count), label: count === 365 ? 'In a year' : `In ${count} days` })),
  { value: '', label: 'Never' },
];

export const expiryOf = (choice: string, now = Date.now()): string | undefined =>
  choice === '' ? undefined : new Date(now + Number(choice) * 86_400_000).toISOString();
