import type { McpSession } from './mcp-session.js';

/** Of the principal of an account, as rights name it. */
const accountPrefix = 'account:';

/** The account, or the address of a caller without one: the bucket without its server. */
export const callerIn = (bucket: string): string => bucket.slice(bucket.indexOf(' ') + 1);

export const callerOf = ({ record }: McpSession): string => callerIn(record.bucket);

export const callerOfAccount = (accountId: string): string => `${accountPrefix}${accountId}`;

/** Id of the account; undefined for an address. */
export const accountIn = (caller: string): string | undefined =>
  caller.startsWith(accountPrefix) ? caller.slice(accountPrefix.length) : undefined;

/** The id for traces; undefined for an anonymous session, which its id alone lets a client use. */
export const tracedSessionId = ({ record }: McpSession): string | undefined =>
  record.principal === 'anonymous' ? undefined : record.id;
