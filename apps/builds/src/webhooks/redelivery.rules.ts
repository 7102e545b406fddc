/** One attempt of GitHub to deliver a webhook; attempts of the same webhook have the same `guid`. */
export interface DeliveryAttempt {
  id: number;
  guid: string;
  event: string;
  /** ISO 8601. */
  deliveredAt: string;
  /** Of the answer; 0 without one. */
  statusCode: number;
}

/** GitHub is asked for no more attempts of one webhook. */
const maxAttempts = 4;

/**
 * Ids of the attempts to repeat: of webhooks that no attempt brought here. One that was refused (4xx) would be again.
 * @param attempts newest first
 * @param matters whether anything depends on an event
 */
export function toRedeliver(attempts: readonly DeliveryAttempt[], matters: (event: string) => boolean): number[] {
  const byGuid = Map.groupBy(attempts, ({ guid }) => guid);
  return [...byGuid.values()]
    .filter((of) => of.length < maxAttempts && matters(of[0]!.event) && of.every(isLost))
    .map(([newest]) => newest!.id)
    .toReversed();
}

const isLost = ({ statusCode }: DeliveryAttempt): boolean => statusCode < 200 || statusCode >= 500;
