/** A figure against the one of the period before. */
export interface Change {
  /** `+12 %`, `−0.4 points`; empty when nothing can be said. */
  text: string;
  direction: 'up' | 'down' | 'same';
}

const none: Change = { text: '', direction: 'same' };
/** A smaller part of the figure is not a change. */
const leastShare = 0.005;

/** By which part a figure grew or shrank. From nothing there is no such part. */
export function changeOf(now: number | null | undefined, before: number | null | undefined): Change {
  if (now == null || before == null || before === 0) return none;
  const share = now / before - 1;
  if (Math.abs(share) < leastShare) return { text: 'unchanged', direction: 'same' };
  const percent = Math.abs(share) * 100;
  const text = `${share > 0 ? '+' : '−'}${percent >= 10 ? percent.toFixed(0) : percent.toFixed(1)} %`;
  return { text, direction: share > 0 ? 'up' : 'down' };
}

/** By how many percentage points a share grew or shrank. */
export function pointsOf(now: number | null | undefined, before: number | null | undefined): Change {
  if (now == null || before == null) return none;
  const points = (now - before) * 100;
  if (Math.abs(points) < 0.05) return { text: 'unchanged', direction: 'same' };
  return {
    text: `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)} points`,
    direction: points > 0 ? 'up' : 'down',
  };
}
