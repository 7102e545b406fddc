import { describe, expect, test } from '@jest/globals';
import type { Actor, AlertEvent } from '@toolyard/contracts';
import { deciderSpec } from '@toolyard/event-store/testing';
import { type AlertCommand, alertDecider, openIncidents } from './alert.decider.js';
import { providedRules } from './provided-rules.js';

const { given, after } = deciderSpec(alertDecider);
const actor: Actor = { kind: 'user', id: 'usr_ann', name: 'Ann' };
const alertId = 'alr_1';
const time = (minute: number): string => new Date(Date.UTC(2026, 10, 27, 12, minute)).toISOString();
const rule = providedRules['alr_error_rate']!;
const create: AlertCommand = { type: 'create', alertId, rule, actor, at: time(0) };
const evaluate = (minute: number, value: number | null, calls = 100, channelIds = ['chn_1']): AlertCommand => ({
  type: 'evaluate',
  alertId,
  readings: value === null ? [] : [{ serverId: 'srv_1', value, calls }],
  channelIds,
  at: time(minute),
});
const firing = `${alertId}-srv_1-${Date.parse(time(1))}`;
const sent = (deliveryId: string, attempt: number, minute: number): AlertCommand => ({
  type: 'delivered',
  alertId,
  deliveryId,
  attempt,
  at: time(minute),
});
const deliveriesOf = (events: AlertEvent[]) =>
  events.flatMap(({ data }) => ('deliveries' in data ? data.deliveries.map(({ id }) => id) : []));

describe('an alert', () => {
  test('fires once, stays firing between its two limits, and is resolved below the lower one', () => {
    let stream = after(create);
    const types: string[][] = [];
    for (const [minute, value] of [0.1, 0.3, 0.4, 0.2, 0.26, 0.16, 0.15, 0.1].entries()) {
      const command = evaluate(minute, value);
      types.push(stream.typesWhen(command));
      stream = given(...stream.events, ...stream.when(command));
    }
    expect(types).toEqual([[], ['AlertFired'], [], [], [], [], ['AlertResolved'], []]);
  });

  test('does not fire for a rate of too few calls, and does for a number', () => {
    expect(after(create).when(evaluate(1, 1, 19))).toEqual([]);
    const counting = { ...create, rule: { ...rule, measure: 'denied' as const, threshold: 3, recoverAt: 2 } };
    expect(after(counting).typesWhen(evaluate(1, 3, 3))).toEqual(['AlertFired']);
  });

  test('fires for each server on its own', () => {
    const readings = ['srv_1', 'srv_2', 'srv_3'].map((serverId, index) => ({ serverId, value: index / 2, calls: 50 }));
    const events = after(create).when({ ...evaluate(1, 0), readings } as AlertCommand);
    expect(events.map(({ data }) => 'serverId' in data && data.serverId)).toEqual(['srv_2', 'srv_3']);
  });

  test('of missing calls fires at none and is resolved by the first one', () => {
    const missing = { ...create, rule: { ...rule, measure: 'no_calls' as const, threshold: 0, recoverAt: 0 } };
    expect(after(missing).typesWhen(evaluate(1, 0, 0))).toEqual(['AlertFired']);
    expect(after(missing, evaluate(1, 0, 0)).typesWhen(evaluate(2, 1, 1))).toEqual(['AlertResolved']);
  });

  test('is resolved when there is nothing to measure any more, when it is changed and when it is switched off', () => {
    const open = after(create, evaluate(1, 0.5));
    expect(open.when(evaluate(2, null))).toMatchObject([{ type: 'AlertResolved', data: { value: null } }]);
    const off: AlertCommand = { type: 'edit', alertId, rule: { ...rule, enabled: false }, actor, at: time(2) };
    expect(open.typesWhen(off)).toEqual(['AlertResolved', 'AlertRuleEdited']);
    expect(after(create, off).typesWhen(evaluate(3, 1))).toEqual([]);
  });

  test('is acknowledged once for each incident', () => {
    const acknowledge: AlertCommand = { type: 'acknowledge', alertId, actor, at: time(2) };
    const open = after(create, evaluate(1, 0.5));
    expect(open.typesWhen(acknowledge)).toEqual(['AlertAcknowledged']);
    expect(after(create, evaluate(1, 0.5), acknowledge).when(acknowledge)).toEqual([]);
    expect(after(create).when(acknowledge)).toEqual([]);
  });

  test('that is deleted stays deleted, also when every installation begins with it', () => {
    const gone = after(create, { type: 'delete', alertId, actor, at: time(1) });
    expect(gone.when({ type: 'provide', alertId, rule, at: time(2) })).toEqual([]);
    expect(gone.when({ type: 'delete', alertId, actor, at: time(2) })).toEqual([]);
    expect(() => gone.when(evaluate(2, 1))).toThrow(/no such alert/);
  });

  test('keeps the latest incidents and messages alone, and everything that is pending', () => {
    const commands = Array.from({ length: 120 }, (_, minute) => evaluate(minute, minute % 2 ? 0.1 : 0.9));
    const { state } = after(create, ...commands, evaluate(121, 0.9));
    expect(state.incidents.length).toBeLessThanOrEqual(21);
    expect(openIncidents(state)).toHaveLength(1);
    expect(state.deliveries).toHaveLength(121);
  });
});

describe('messages', () => {
  test('are due to every channel when an alert fires, and to the same channels when it is resolved', () => {
    const open = after(create, evaluate(1, 0.5, 100, ['chn_1', 'chn_2']));
    expect(deliveriesOf([...open.events])).toEqual([`${firing}-firing-chn_1`, `${firing}-firing-chn_2`]);
    expect(deliveriesOf(open.when(evaluate(2, 0, 100, ['chn_3'])))).toEqual([
      `${firing}-resolved-chn_1`,
      `${firing}-resolved-chn_2`,
    ]);
  });

  test('are not due while an alert is silenced, and the silence ends on time', () => {
    const silence: AlertCommand = { type: 'silence', alertId, until: time(5), actor, at: time(0) };
    expect(deliveriesOf(after(create, silence).when(evaluate(4, 0.5)))).toEqual([]);
    expect(deliveriesOf(after(create, silence).when(evaluate(5, 0.5)))).toHaveLength(1);
    expect(deliveriesOf(after(create, evaluate(1, 0.5), silence).when(evaluate(4, 0)))).toEqual([]);
    const ended: AlertCommand = { type: 'endSilence', alertId, actor, at: time(1) };
    expect(deliveriesOf(after(create, silence, ended).when(evaluate(4, 0.5)))).toHaveLength(1);
  });

  test('end with their delivery; a repeated report of an attempt changes nothing', () => {
    const open = after(create, evaluate(1, 0.5));
    const id = `${firing}-firing-chn_1`;
    const delivered = after(create, evaluate(1, 0.5), sent(id, 1, 2));
    expect(open.typesWhen(sent(id, 1, 2))).toEqual(['AlertDelivered']);
    expect(delivered.when(sent(id, 1, 2))).toEqual([]);
    expect(delivered.state.deliveries).toMatchObject([{ id, status: 'delivered', attempts: 1, endedAt: time(2) }]);
    expect(open.when(sent('other', 1, 2))).toEqual([]);
  });

  test('that did not arrive are tried again until they are given up', () => {
    const id = `${firing}-firing-chn_1`;
    const failed = (attempt: number, nextAttemptAt: string | null): AlertCommand => ({
      type: 'deliveryFailed',
      alertId,
      deliveryId: id,
      attempt,
      error: 'The address answered with the status 500.',
      nextAttemptAt,
      at: time(attempt),
    });
    const trying = after(create, evaluate(1, 0.5), failed(1, time(9)));
    expect(trying.state.deliveries).toMatchObject([{ status: 'pending', attempts: 1, nextAttemptAt: time(9) }]);
    const givenUp = after(create, evaluate(1, 0.5), failed(1, time(9)), failed(2, null));
    expect(givenUp.state.deliveries).toMatchObject([{ status: 'failed', attempts: 2, nextAttemptAt: null }]);
    expect(givenUp.when(sent(id, 3, 9))).toEqual([]);
  });
});
