import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** The part of the activity below its charts, which links can lead to. */
export const listedId = 'listed';

interface Props {
  slug: string;
  deploymentId: string;
}

/** Leads to the figures of a deployment beside those of the one before. */
export const CompareLink = ({ slug, deploymentId }: Props) => (
  <Anchor
    component={Link}
    to={`/servers/${slug}/activity`}
    search={{ view: 'compare', range: 'all', candidate: deploymentId } as never}
    hash={listedId}
    size="sm"
  >
    Compare with the one before
  </Anchor>
);
