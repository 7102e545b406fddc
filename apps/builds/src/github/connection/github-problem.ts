import type { GitHubSourceProblem } from '@toolyard/contracts';

/** What an error of a request to GitHub means. */
export type GitHubProblem =
  /** GitHub gave a definite answer about the repository or the installation. */
  | { kind: 'source'; problem: GitHubSourceProblem }
  /** GitHub does not accept the App: its key was revoked, or it was deleted. */
  | { kind: 'app_rejected' }
  /** @property retryAtMs when requests are answered again */
  | { kind: 'rate_limited'; retryAtMs: number }
  | { kind: 'invalid' }
  /** GitHub did not answer, or failed. */
  | { kind: 'unreachable' };

interface RequestFailure {
  status: number;
  message?: string;
  request?: { url?: string };
  response?: { headers?: Record<string, unknown> };
}

/** After a refusal for its rate without a time, GitHub asks for a minute (REST: best practices). */
const rateLimitMs = 60_000;

/** @param nowMs milliseconds since the epoch */
export function problemOf(error: unknown, nowMs: number): GitHubProblem {
  const { status, message = '', request, response } = error as RequestFailure;
  const headers = response?.headers ?? {};
  const ofInstallation = /\/(app\/installations\/\d+\/access_tokens|repos\/[^/]+\/[^/]+\/installation)$/.test(
    request?.url ?? '',
  );
  if (status === 429 || (status === 403 && isRateLimit(headers, message)))
    return { kind: 'rate_limited', retryAtMs: retryAt(headers, nowMs) };
  if (status === 401) return { kind: 'app_rejected' };
  if (status === 403) return { kind: 'source', problem: /suspended/i.test(message) ? 'suspended' : 'forbidden' };
  if (status === 404 || status === 410)
    return { kind: 'source', problem: ofInstallation ? 'not_installed' : 'not_visible' };
  if (status === 422) return { kind: 'invalid' };
  return { kind: 'unreachable' };
}

function isRateLimit(headers: Record<string, unknown>, message: string): boolean {
  return headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers || /rate limit/i.test(message);
}

function retryAt(headers: Record<string, unknown>, nowMs: number): number {
  const after = Number(headers['retry-after']);
  if (after > 0) return nowMs + after * 1_000;
  const reset = Number(headers['x-ratelimit-reset']) * 1_000;
  return reset > nowMs ? reset : nowMs + rateLimitMs;
}
