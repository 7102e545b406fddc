import { Rejected } from '@toolyard/contracts';
import type { Place } from './calls.sql.js';

/** Opaque to clients. The place of the last call of a page stays right while newer calls come in. */
export function cursorOf({ startedAt, number }: Place): string {
  return Buffer.from(`${startedAt}.${number}`).toString('base64url');
}

/** @throws Rejected `invalid_request` for what no page gave out */
export function placeOf(cursor: string): Place {
  const [, startedAt, number] =
    /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (startedAt === undefined || number === undefined)
    throw new Rejected('invalid_request', 'The cursor is not one of this list. Begin again without it.');
  return { startedAt: Number(startedAt), number: Number(number) };
}
