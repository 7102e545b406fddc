import type { Deployment } from '@toolyard/contracts';

/** What GitHub shows of a deployment: a check run on its commit, and the state of a GitHub deployment. */
export interface Feedback {
  check: {
    status: 'queued' | 'in_progress' | 'completed';
    conclusion?: 'success' | 'failure' | 'cancelled';
    title: string;
    summary: string;
  };
  deployment: 'queued' | 'in_progress' | 'success' | 'failure' | 'inactive';
}

const summaryMaxLength = 60_000;

/** A rollback and new variables build nothing, so the commit's check stays as its build left it. */
export const isShownOnGitHub = ({ trigger }: Pick<Deployment, 'trigger'>): boolean =>
  trigger === 'push' || trigger === 'poll' || trigger === 'manual';

export function feedbackOf({ status, error }: Pick<Deployment, 'status' | 'error'>): Feedback {
  switch (status) {
    case 'queued':
      return { check: { status: 'queued', title: 'Queued', summary: 'The build waits.' }, deployment: 'queued' };
    case 'building':
      return {
        check: { status: 'in_progress', title: 'Building', summary: 'The image is being built.' },
        deployment: 'in_progress',
      };
    case 'starting':
      return {
        check: { status: 'in_progress', title: 'Starting', summary: 'New containers start and are checked.' },
        deployment: 'in_progress',
      };
    case 'live':
      return { check: completed('success', 'Live', 'The deployment gets the traffic.'), deployment: 'success' };
    case 'retired':
      return {
        check: completed('success', 'Was live', 'A later deployment has replaced it.'),
        deployment: 'inactive',
      };
    case 'failed':
      return {
        check: completed(
          'failure',
          `Failed at the stage ${error?.stage ?? 'fetch'}`,
          (error?.message ?? 'The deployment failed.').slice(0, summaryMaxLength),
        ),
        deployment: 'failure',
      };
    case 'superseded':
      return {
        check: completed('cancelled', 'Superseded', 'A later deployment was requested before this one was live.'),
        deployment: 'inactive',
      };
    case 'cancelled':
      return { check: completed('cancelled', 'Cancelled', 'The deployment was cancelled.'), deployment: 'inactive' };
  }
}

const completed = (
  conclusion: NonNullable<Feedback['check']['conclusion']>,
  title: string,
  summary: string,
): Feedback['check'] => ({ status: 'completed', conclusion, title, summary });
