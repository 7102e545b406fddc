import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint, Tool } from '@toolyard/contracts';
import {
  ConnectionError,
  type ConnectionFailure,
  type Conversation,
  httpFetch,
  type Link,
  openLegacy,
  openModern,
  openSse,
  type Opened,
  type Refusal,
} from '@toolyard/mcp';
import { listTools, ToolsError } from './mcp-tools.js';

interface ProbeTarget {
  host: string;
  port: number;
  /** Tried in order. */
  paths: string[];
}

type ProbeFailure = 'nothing_listens' | 'not_mcp' | 'no_tools_list' | 'bad_tools' | 'answer_too_large' | 'too_slow';
export type ProbeResult =
  { ok: true; endpoint: Endpoint; tools: Tool[] } | { ok: false; code: ProbeFailure; detail: string };

export interface ProbeOptions {
  /** Milliseconds since the epoch. */
  deadline: number;
  /** Fires when the container ended or the answer is no longer needed: the probe rejects with its reason. */
  signal: AbortSignal;
  /** Stop once the server greets, without listing its tools. */
  greetOnly?: boolean;
  /** Grace period for a server that answers HTTP, but not yet MCP. */
  graceMs?: number;
}

const answerMs = 15_000;
const modernMs = 4_000;
const defaultGraceMs = 5_000;
/** Everything one round of questions may read. */
const roundBytes = 8 << 20;

/** Asks until the server answers as the gateway needs it to, or the time is over. */
export async function probe(target: ProbeTarget, options: ProbeOptions): Promise<ProbeResult> {
  let last: Extract<ProbeResult, { ok: false }> = {
    ok: false,
    code: 'nothing_listens',
    detail: 'the connection was refused',
  };
  let answeredAt: number | undefined;
  for (let round = 0; ; round++) {
    const outcome = await ask(target, options);
    if (outcome.ok || outcome.code === 'answer_too_large' || outcome.code === 'bad_tools') return outcome;
    last = outcome;
    if (outcome.code === 'nothing_listens' || outcome.code === 'too_slow') answeredAt = undefined;
    else answeredAt ??= Date.now();
    const until = Math.min(
      options.deadline,
      answeredAt === undefined ? Infinity : answeredAt + (options.graceMs ?? defaultGraceMs),
    );
    const wait = Math.min(100 * 1.3 ** Math.min(round, 8), 250);
    if (Date.now() + wait >= until) return last;
    await pause(wait, undefined, { signal: options.signal });
  }
}

/** What a path answered instead of MCP. */
type PathRefusal = Refusal & { path: string };

async function ask(target: ProbeTarget, options: ProbeOptions): Promise<ProbeResult> {
  const link: Link = {
    fetch: httpFetch({ host: target.host, port: target.port }),
    signal: options.signal,
    timeoutMs: Math.max(1_000, Math.min(answerMs, options.deadline - Date.now())),
    budget: { bytes: roundBytes },
  };
  const refusals: PathRefusal[] = [];
  try {
    for (const path of target.paths) {
      // Servers made with the SDKs refuse any other host.
      const found = await greet(link, `http://localhost:${target.port}${path}`);
      if ('refusal' in found) {
        refusals.push({ path, ...found.refusal });
        continue;
      }
      const [first, ...others] = found.conversations;
      const endpoint: Endpoint = {
        port: target.port,
        path,
        transport: first!.transport,
        eras: found.conversations.map((one) => one.era),
        protocolVersion: first!.protocolVersion,
        serverInfo: first!.serverInfo,
      };
      try {
        return { ok: true, endpoint, tools: options.greetOnly ? [] : await listTools(first!) };
      } finally {
        for (const conversation of [first!, ...others]) await conversation.close().catch(() => undefined);
      }
    }
    return { ok: false, code: 'not_mcp', detail: describe(refusals) };
  } catch (error) {
    if (error instanceof ToolsError) return { ok: false, code: error.code, detail: error.message };
    if (!(error instanceof ConnectionError)) throw error;
    if (error.failure === 'refused') return { ok: false, code: 'nothing_listens', detail: error.message };
    return { ok: false, code: error.failure === 'too_large' ? 'answer_too_large' : 'too_slow', detail: error.message };
  }
}

/** Both eras where the server speaks both: the newer one first, because it lists the tools. */
async function greet(link: Link, url: string): Promise<{ conversations: Conversation[] } | { refusal: Refusal }> {
  // A server of the legacy era may leave a method that it does not have unanswered.
  const modernLink = { ...link, timeoutMs: Math.min(link.timeoutMs, modernMs) };
  const modern = await openedOrRefused(openModern(modernLink, url), ['broken', 'silent']);
  const legacy = await openedOrRefused(openLegacy(link, url), ['broken']);
  const conversations = [modern, legacy].flatMap((opened) => ('conversation' in opened ? [opened.conversation] : []));
  if (conversations.length > 0) return { conversations };
  const sse = await openedOrRefused(openSse(link, url), ['broken']);
  return 'conversation' in sse
    ? { conversations: [sse.conversation] }
    : { refusal: 'refusal' in legacy ? legacy.refusal : sse.refusal };
}

/** A connection that breaks refuses this era: some servers hang up on a method that they do not have. */
async function openedOrRefused(opening: Promise<Opened>, refusing: ConnectionFailure[]): Promise<Opened> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof ConnectionError && refusing.includes(error.failure))
      return { refusal: { status: 0, contentType: '', excerpt: error.message } };
    throw error;
  }
}

function describe(refusals: PathRefusal[]): string {
  return refusals
    .map(({ path, status, contentType, excerpt }) => {
      const kind = contentType.includes('html') ? 'an HTML page' : contentType || 'nothing readable';
      return status === 0
        ? `${path} → ${excerpt}`
        : `${path} → HTTP ${status} with ${kind}${excerpt ? `: ${excerpt}` : ''}`;
    })
    .join('; ');
}
