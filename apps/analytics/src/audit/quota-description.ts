import type { DataOf, OrganisationEvent } from '@toolyard/contracts';
import { type Description, type DescriptionContext, initialValues } from './description.js';

/** What the audit log says of a limit that an admin set or took back. */
export function quotaSet(
  { quota, subjectId, limit }: DataOf<OrganisationEvent, 'QuotaSet'>,
  { by }: DescriptionContext,
): Description {
  const whose = subjectId === null ? '' : ` of ${subjectId}`;
  return {
    summary:
      limit === null
        ? `${by} took back the limit of the quota ${quota}${whose}.`
        : `${by} set the quota ${quota}${whose} to ${limit}.`,
    subject: { kind: 'organisation', id: 'main', name: 'Organisation' },
    changes: initialValues({ limit: limit ?? undefined }),
  };
}
