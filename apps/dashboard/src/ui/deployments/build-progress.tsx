import { Stack, Text } from '@mantine/core';
import type { Deployment } from '../../api/deployments/deployments.js';
import type { OverviewDeployment } from '../../api/servers/servers.js';
import { duration } from '../../format/time.js';
import { RunningTime } from '../text/running-time.js';
import { StageTimeline } from './stage-timeline.js';
import { usualTimes } from './stage-times.js';

/** A rollback and changed variables do not build an image, so their durations do not compare with those of a build. */
const reusesImage = ({ trigger }: OverviewDeployment): boolean => trigger === 'rollback' || trigger === 'variables';

/** The stages of an unfinished deployment, with the usual duration of each. */
export function BuildProgress({ deployment, past }: { deployment: OverviewDeployment; past: Deployment[] }) {
  const usual = usualTimes(past.filter((earlier) => reusesImage(earlier) === reusesImage(deployment)));
  const total = Object.values(usual).reduce((sum, ms) => sum + ms, 0);
  return (
    <Stack gap={4} mt={6}>
      <StageTimeline deployment={deployment} usual={usual} />
      <Text size="xs" c="dimmed">
        <RunningTime since={deployment.createdAt} /> so far{total > 0 && `, usually ${duration(total)}`}
      </Text>
    </Stack>
  );
}
