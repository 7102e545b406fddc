import type { CheckStep, ConnectionCheck } from '../../api/servers/connection-check.js';

/** Steps by client, in the order in which the clients first appear. */
export function byClient(steps: CheckStep[]): [client: string, steps: CheckStep[]][] {
  return [...Map.groupBy(steps, ({ client }) => client)];
}

/** The result as text, for a ticket or a message. */
export function reportOf({ url, ok, checkedAt, steps }: ConnectionCheck): string {
  const lines = steps.flatMap(({ client, name, request, status, ok: works, got, expected, repair }) => [
    `${works ? 'ok  ' : 'FAIL'} ${client}: ${name} (${request.method} ${request.url} -> ${status ?? 'no answer'})`,
    ...(works ? [] : [`     expected: ${expected}`, `     got: ${got}`, ...(repair ? [`     repair: ${repair}`] : [])]),
  ]);
  return [
    `Connection check of ${url} at ${checkedAt}: ${ok ? 'clients can connect' : 'some steps fail'}`,
    ...lines,
    '',
  ].join('\n');
}
