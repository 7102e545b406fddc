import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const listening = '0A';

/** Ports on which processes listen for TCP, from `/proc`. @param pids in the network of this process */
export function listeningPorts(pids: readonly number[]): number[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  const rows = ['tcp', 'tcp6'].flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1));
  const ports = rows.flatMap((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
    return state === listening && inodes.has(inode) ? [Number.parseInt(local.split(':')[1]!, 16)] : [];
  });
  return [...new Set(ports)].sort((a, b) => a - b);
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1];
      return inode ? [inode] : [];
    } catch {
      // Closed since it was listed.
      return [];
    }
  });
}
