import { expect, test } from '@jest/globals';
import { type AlertMessage, headline, mailBody, slackBody, teamsBody } from './alert-message.js';

const message = (
  data: Partial<AlertMessage['data']> = {},
  type: AlertMessage['type'] = 'alert.firing',
): AlertMessage => ({
  type,
  timestamp: '2026-11-27T12:00:00.000Z',
  data: {
    alertId: 'alr_1',
    name: 'Many calls fail',
    measure: 'error_rate',
    serverId: 'srv_1',
    server: 'Search <b>',
    value: 0.3,
    threshold: 0.25,
    windowMinutes: 15,
    incidentId: 'i',
    url: 'https://toolyard.test/alerts/alr_1',
    ...data,
  },
});

test.each([
  [message(), 'Firing: Many calls fail, Search <b>: error rate 30 % in 15 minutes'],
  [message({ measure: 'p95', value: 31_250.4 }), 'Firing: Many calls fail, Search <b>: P95 31,250 ms in 15 minutes'],
  [
    message({ value: null }, 'alert.resolved'),
    'Resolved: Many calls fail, Search <b>: nothing to measure in 15 minutes',
  ],
  [message({ measure: 'no_calls', value: 0, server: null }), 'Firing: Many calls fail: no calls in 15 minutes'],
])('an alert is one line', (alert, line) => {
  expect(headline(alert)).toBe(line);
  expect(mailBody(alert).subject).toBe(line);
});

test('names cannot write markup into a message', () => {
  expect(JSON.stringify(slackBody(message()))).toContain('Search &lt;b&gt;');
  expect(teamsBody(message())).toMatchObject({ attachments: [{ content: { body: [{ type: 'TextBlock' }] } }] });
});
