import { v7 } from 'uuid';

/** A new opaque id such as `srv_0193…`: unique, and ordered by time of creation. */
export function newId(prefix: string): string {
  return `${prefix}_${v7().replaceAll('-', '')}`;
}
