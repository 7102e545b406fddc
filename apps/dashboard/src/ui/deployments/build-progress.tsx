import { Stack, Text } from '@mantine/core';
import type { Deployment } from '../../api/deployments.js';
import { RunningTime } from '../text/running-time.js';
import { StageTimeline } from './stage-timeline.js';
import { usualTimes } from './stage-times.js';
import { duration } from '../../format/time.js';

/** Rollbacks and changed variables take an image that is there, so their times say nothing of a build's. */
const reusesImage = ({ trigger }: Deployment): boolean => trigger === 'rollback' || trigger === 'variables';

/** Stage by stage how far a deployment is, beside what each stage usually takes. */
export function BuildProgress({ deployment, past }: { deployment: Deployment; past: Deployment[] }) {
  const usual = usualTimes(past.filter((each) => reusesImage(each) === reusesImage(deployment)));
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
