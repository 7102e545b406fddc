import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(8 * 1024);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

/**
 * `call_` and a UUID version 7 (RFC 9562) without dashes. Ids of one process are strictly ordered: the 12 bits after
 * the time count within a millisecond. Random bytes come from a pool, because asking for a few at a time costs more
 * than all the rest.
 */
export function callId(now = Date.now()): string {
  if (used + 8 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  if (now > lastMs) {
    lastMs = now;
    sequence = ((pool[used]! & 0x07) << 8) | pool[used + 1]!;
  } else if ((sequence += 1) > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  pool[used] = (pool[used]! & 0x3f) | 0x80;
  const time = lastMs.toString(16).padStart(12, '0');
  const id = `call_${time}7${sequence.toString(16).padStart(3, '0')}${pool.toString('hex', used, used + 8)}`;
  used += 8;
  return id;
}
