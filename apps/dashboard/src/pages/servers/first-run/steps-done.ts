/** How many of the first steps are done: nothing, pushed, live. */
export function stepsDone(
  { liveDeploymentId }: { liveDeploymentId: string | null },
  newest: { status: string } | undefined,
): 0 | 1 | 2 {
  if (liveDeploymentId !== null || newest?.status === 'live') return 2;
  return newest ? 1 : 0;
}
