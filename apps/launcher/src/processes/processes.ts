import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process beyond doubt: the kernel reuses numbers, but not with the same start time. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot, field 22 of `/proc/<pid>/stat` (proc(5)). */
  startTicks: string;
  /** A boot forgets all processes, so what was written before it names nothing. */
  bootId: string;
}

export function identify(pid: number): ProcessIdentity | null {
  const startTicks = startTime(pid);
  return startTicks === null ? null : { pid, startTicks, bootId: bootId() };
}

/** The identity in a file, as JSON; null without one. */
export function readIdentity(path: string): ProcessIdentity | null {
  try {
    return JSON.parse(read(path) ?? 'null') as ProcessIdentity | null;
  } catch {
    return null;
  }
}

export function isAlive(process: ProcessIdentity): boolean {
  return process.bootId === bootId() && startTime(process.pid) === process.startTicks;
}

/** Ends the process: asks first, insists when `graceMs` have passed. False when it is still there afterwards. */
export async function end(target: ProcessIdentity, graceMs: number): Promise<boolean> {
  if (!isAlive(target)) return true;
  send(target, 'SIGTERM');
  if (await gone(target, graceMs)) return true;
  send(target, 'SIGKILL');
  return gone(target, 5_000);
}

export async function gone(target: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isAlive(target)) {
    if (Date.now() > deadline) return false;
    await delay(50);
  }
  return true;
}

/** Children, their children, and so on. */
export function descendants(of: ProcessIdentity[]): ProcessIdentity[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const fields = /^\d+$/.test(entry) ? statFields(Number(entry)) : null;
    if (fields) parents.set(Number(entry), Number(fields[1]));
  }
  const family = new Set(of.map(({ pid }) => pid));
  for (let grown = -1; grown !== family.size;) {
    grown = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family].filter((pid) => !of.some((root) => root.pid === pid)).flatMap((pid) => identify(pid) ?? []);
}

/** Processes one of whose arguments contains `text`. */
export function processesMentioning(text: string): ProcessIdentity[] {
  const found: ProcessIdentity[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    if (!read(`/proc/${entry}/cmdline`)?.includes(text)) continue;
    const identity = identify(Number(entry));
    if (identity) found.push(identity);
  }
  return found;
}

function send(target: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Null for a process that is not there, or is dead and only waits to be collected by its parent. */
function startTime(pid: number): string | null {
  const fields = statFields(pid);
  return fields === null || fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** The fields after the name, which may contain anything: state, parent, … */
function statFields(pid: number): string[] | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

const bootId = (): string => read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
