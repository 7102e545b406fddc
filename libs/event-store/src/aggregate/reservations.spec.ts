import { describe, expect, test } from '@jest/globals';
import { Rejected } from '@toolyard/contracts';
import { MemoryEventStore } from '../store/memory-event-store.js';
import { Reservations } from './reservations.js';

type SeatEvent = { type: 'SeatReserved' | 'SeatReleased'; data: { seat: string; guest: string; at: string } };

const at = '2026-11-20T10:00:00.000Z';
const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1_000).toISOString();

function open() {
  const store = new MemoryEventStore();
  const seats = new Reservations<SeatEvent>(store, {
    prefix: 'seat-',
    reserved: (seat, guest, time) => ({ type: 'SeatReserved', data: { seat, guest, at: time } }),
    released: (seat, guest, time) => ({ type: 'SeatReleased', data: { seat, guest, at: time } }),
    holderAfter: ({ type, data }) => (type === 'SeatReserved' ? data.guest : null),
    taken: () => new Rejected('conflict', 'taken'),
    holderStream: (guest) => `guest-${guest}`,
    isGone: (events) => events.some(({ type }) => type !== 'GuestArrived'),
    abandoned: (_, guest) => ({ type: 'GuestAbandoned', data: { guest } }),
  });
  const history = async () =>
    (await store.read<SeatEvent>('seat-1')).map(({ type, data }) => `${type.slice(4)} ${data.guest}`);
  const guest = (type: string, expected: 'none' | number) =>
    store.append('guest-old', [{ type, data: {} }], { expected });
  return { store, seats, history, guest };
}
const taken = { code: 'conflict' };

describe('a key', () => {
  test('goes to the first that asks, and again to the same holder without an event', async () => {
    const { seats, history } = open();
    await seats.reserve('1', 'old', at);
    await seats.reserve('1', 'old', at);
    await expect(seats.reserve('1', 'new', at)).rejects.toMatchObject(taken);
    expect(await history()).toEqual(['Reserved old']);
  });

  test('is released by its holder alone, and is free then', async () => {
    const { seats, history } = open();
    await seats.reserve('1', 'old', at);
    await seats.release('1', 'new', at);
    await expect(seats.reserve('1', 'new', at)).rejects.toMatchObject(taken);
    await seats.release('1', 'old', at);
    await seats.reserve('1', 'new', at);
    expect(await history()).toEqual(['Reserved old', 'Released old', 'Reserved new']);
  });

  test('stays with a holder that exists, however old the reservation is', async () => {
    const { seats, guest } = open();
    await seats.reserve('1', 'old', at);
    await guest('GuestArrived', 'none');
    await expect(seats.reserve('1', 'new', later(86_400))).rejects.toMatchObject(taken);
  });

  test('stays with a holder whose creation may still go on', async () => {
    const { seats } = open();
    await seats.reserve('1', 'old', at);
    await expect(seats.reserve('1', 'new', later(29))).rejects.toMatchObject(taken);
  });
});

describe('an orphaned key', () => {
  test('goes to the next that asks when its holder was deleted', async () => {
    const { seats, guest, history } = open();
    await seats.reserve('1', 'old', at);
    await guest('GuestArrived', 'none');
    await guest('GuestLeft', 0);
    await seats.reserve('1', 'new', later(1));
    expect(await history()).toEqual(['Reserved old', 'Released old', 'Reserved new']);
  });

  test('goes on when the creation of its holder stopped, which can never finish then', async () => {
    const { seats, guest, history } = open();
    await seats.reserve('1', 'old', at);
    await seats.reserve('1', 'new', later(30));
    expect(await history()).toEqual(['Reserved old', 'Released old', 'Reserved new']);
    await expect(guest('GuestArrived', 'none')).rejects.toMatchObject({ name: 'RevisionConflict' });
  });

  test('goes to exactly one of many that ask at once', async () => {
    const { seats, history } = open();
    await seats.reserve('1', 'old', at);
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => seats.reserve('1', `new${n}`, later(60))),
    );
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await history()).filter((event) => event.startsWith('Reserved'))).toHaveLength(2);
  });
});
